// The first view of every page type on a phone with nothing kept: what is asked for before the reader moves.
// Pictures of the text count only when they stand within the view; those below it wait for the reader.
import { open, task } from "./chromium.mjs";

const { browser, context: unused } = await open();
await unused.close();
for (const [name, address] of Object.entries(task.pages)) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const asked = new Set();
  page.on("request", (request) => { if (!request.url().startsWith("data:")) asked.add(request.url()); });
  await page.goto(task.base.replace(/\/$/, "") + address, { waitUntil: "networkidle" });
  const below = await page.evaluate(() => [...document.images]
    .filter((image) => image.loading === "lazy" && image.getBoundingClientRect().top >= innerHeight)
    .map((image) => image.currentSrc));
  for (const url of below) asked.delete(url);
  process.stdout.write(JSON.stringify({ name, requests: asked.size, asked: [...asked] }) + "\n");
  await context.close();
}
await browser.close();
