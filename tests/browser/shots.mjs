// Pictures of every page type: three widths, light and dark, normal and 关怀版; and the page on paper.
import { mkdirSync } from "node:fs";
import { open, task } from "./chromium.mjs";

const { browser, context: unused } = await open();
await unused.close();
const jobs = [];
for (const width of task.widths) {
  for (const scheme of ["light", "dark"]) {
    for (const care of [false, true]) jobs.push({ width, scheme, care });
  }
}

const screen = (width) => (width < 700 ? 740 : 900);

async function settle(page) {
  await page.evaluate(async () => {
    for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
    await Promise.all([...document.images].map((image) => image.decode().catch(() => 0)));
    window.scrollTo(0, 0);
  });
}

async function screens({ width, scheme, care }) {
  const state = scheme + (care ? "-care" : "");
  if (task.states.length && !task.states.includes(state)) return;
  const context = await browser.newContext({
    viewport: { width, height: screen(width) },
    colorScheme: scheme,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(task.clock));
  for (const [name, address] of Object.entries(task.pages)) {
    const folder = `${task.to}/${name}`;
    mkdirSync(folder, { recursive: true });
    await page.goto(task.base + address + (care ? "?care" : ""));
    await settle(page);
    // Not fullPage: that moves what scrolls sideways.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${folder}/${width}-${state}.png` });
    await page.setViewportSize({ width, height: screen(width) });
  }
  await context.close();
}

async function paper() {
  const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(task.clock));
  for (const [name, address] of Object.entries(task.pages)) {
    mkdirSync(`${task.to}/${name}`, { recursive: true });
    await page.goto(task.base + address);
    await settle(page);
    await page.pdf({ path: `${task.to}/${name}/print.pdf`, preferCSSPageSize: true, tagged: true });
  }
  await context.close();
}

for (const job of jobs) await screens(job);
if (task.paper) await paper();
await browser.close();
