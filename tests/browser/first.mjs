// The first view of a lesson with nothing kept: requests, and bytes as they travel; media apart.
import { open, task } from "./chromium.mjs";

const { browser, context: first } = await open();
await first.close();
const most = { requests: 0, bytes: 0, of: "" };
for (const { url } of task.codes) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const kinds = new Map();
  const seen = [];
  let requests = 0,
    bytes = 0;
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", (e) => {
    if (!e.request.url.startsWith("data:")) kinds.set(e.requestId, e);
  });
  session.on("Network.requestServedFromCache", (e) => kinds.delete(e.requestId));
  session.on("Network.responseReceived", (e) => {
    if (e.response.fromDiskCache) kinds.delete(e.requestId);
  });
  session.on("Network.loadingFinished", (e) => {
    const asked = kinds.get(e.requestId);
    if (!asked || asked.type === "Media") return;
    if (asked.type === "Image" && !/\/assets\//.test(asked.request.url)) return;
    requests++;
    seen.push(new URL(asked.request.url).pathname);
    bytes += e.encodedDataLength;
  });
  await page.goto(task.base.replace(/\/$/, "") + url, { waitUntil: "networkidle" });
  if (requests > most.requests) {
    most.requests = requests;
    most.asked = seen;
  }
  if (bytes > most.bytes) {
    most.bytes = bytes;
    most.of = url;
  }
  await context.close();
}
process.stdout.write(JSON.stringify(most) + "\n");
await browser.close();
