// Every page at 320 px, the reader's own type at twice the usual size, and in the 关怀版: nothing is
// cut off and nobody has to scroll sideways, but within tables and code.
import { open, task, tell } from "../browser/chromium.mjs";

// What lies over the right edge of the page or of a box that hides it; the eyes of screen readers
// and drawings apart.
function over(zoomed) {
  const root = document.scrollingElement;
  const problems = [];
  const wide = root.scrollWidth - root.clientWidth;
  if (wide > 0) problems.push(`scrolls sideways by ${wide} px`);
  for (const e of document.querySelectorAll("body *")) {
    const style = getComputedStyle(e);
    if (
      e.closest("svg, .vh, video, audio") ||
      style.visibility === "hidden" ||
      !e.getClientRects().length
    )
      continue;
    const scrolls = /auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
    // What a page does to itself no rule for narrow screens knows: the bar of the menu then stays a
    // bar.
    if (scrolls && !e.closest(zoomed ? ".table, pre, .menu, .block-cards" : ".table, pre"))
      problems.push(`<${e.tagName.toLowerCase()} class="${e.className}"> scrolls sideways`);
    const cuts =
      /hidden|clip/.test(style.overflowX) &&
      e.scrollWidth > e.clientWidth + 1 &&
      style.display !== "-webkit-box";
    if (
      cuts &&
      e.innerText.trim() &&
      [...e.querySelectorAll("*")].some(
        (inner) =>
          inner.childElementCount === 0 &&
          inner.innerText?.trim() &&
          inner.getBoundingClientRect().right > e.getBoundingClientRect().right + 1,
      )
    )
      problems.push(`<${e.tagName.toLowerCase()} class="${e.className}"> cuts its text off`);
  }
  return [...new Set(problems)];
}

// The size of type that readers set in their browser; or for a page, as its own style would.
const states = [{ name: "normal" }, { name: "care", care: true }, { name: "zoomed", zoomed: true }];
for (const { name: state, care, zoomed } of states) {
  const { browser, context: unused } = await open(
    {},
    zoomed ? [] : ["--blink-settings=defaultFontSize=32"],
  );
  await unused.close();
  const problems = [];
  const context = await browser.newContext({
    viewport: { width: 320, height: 640 },
    locale: "zh-CN",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(task.clock));
  await page.goto(task.base + (care ? "?care" : "?care=0"));
  if (zoomed)
    await page.addInitScript(() =>
      document.addEventListener("DOMContentLoaded", () => {
        document.documentElement.style.fontSize = "200%";
      }),
    );
  if (zoomed) await page.reload();
  const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  if (size < (care ? 36 : 32)) problems.push(`the reader's size of type is not taken: ${size} px`);
  for (const name of task.pages) {
    await page.goto(task.base.replace(/\/$/, "") + name, { waitUntil: "domcontentloaded" });
    for (const text of await page.evaluate(over, zoomed)) problems.push(`${name}: ${text}`);
  }
  tell(`${task.label || "wide"}/${state}`, problems.slice(0, 40));
  await browser.close();
}
