// The first view of a lesson with nothing kept: requests, and bytes as they travel; media apart.
import { open, task } from "./chromium.mjs";

const { browser, context } = await open();
const most = { requests: 0, bytes: 0, of: "" };
for (const { url } of task.codes) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const kinds = new Map();
  let requests = 0, bytes = 0;
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  session.on("Network.requestWillBeSent", (e) => { if (!e.request.url.startsWith("data:")) kinds.set(e.requestId, e); });
  session.on("Network.loadingFinished", (e) => {
    const asked = kinds.get(e.requestId);
    if (!asked || asked.type === "Media") return;
    if (asked.type === "Image" && !/\/assets\//.test(asked.request.url)) return;
    requests++;
    bytes += e.encodedDataLength;
  });
  await page.goto(task.base.replace(/\/$/, "") + url, { waitUntil: "networkidle" });
  if (requests > most.requests) most.requests = requests;
  if (bytes > most.bytes) { most.bytes = bytes; most.of = url; }
  await page.close();
}
process.stdout.write(JSON.stringify(most) + "\n");
await browser.close();
