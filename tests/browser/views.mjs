// The first view of pages with nothing kept, on a phone, a tablet and a desk: whatever is asked for
// until the network is quiet, before the reader moves. What Chromium fetches ahead, below the view,
// counts too.
import { open, task } from "./chromium.mjs";

const WIDTHS = [
  [360, 740],
  [768, 1024],
  [1280, 900],
];

const { browser, context: unused } = await open();
await unused.close();

async function view(name, address, width, height) {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  const asked = new Set();
  page.on("request", (request) => {
    if (!request.url().startsWith("data:")) asked.add(request.url().replace(/#.*/, ""));
  });
  await page.goto(task.base.replace(/\/$/, "") + address, { waitUntil: "networkidle" });
  // A browser with tabs asks for the icon too.
  const icon = await page.evaluate(
    () => document.querySelector("link[rel=icon]")?.href ?? "/favicon.ico",
  );
  if (!icon.startsWith("data:")) asked.add(new URL(icon, task.base).href);
  process.stdout.write(
    JSON.stringify({ name, width, requests: asked.size, asked: [...asked] }) + "\n",
  );
  await context.close();
}

// Most of a view is waiting for quiet: several at once.
const jobs = Object.entries(task.pages).flatMap(([name, address]) =>
  WIDTHS.map((size) => [name, address, ...size]),
);
await Promise.all(
  Array.from({ length: 6 }, async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await view(...job);
  }),
);
await browser.close();
