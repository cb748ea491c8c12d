// By keyboard and by finger: Tab reaches everything once, in order, from the skip link on, with a
// focus that is seen, and leaves again; what is touched is large enough.
import { open, task, tell } from "../browser/chromium.mjs";

const at = (name) => task.base.replace(/\/$/, "") + name;
const { browser, context: unused } = await open();
await unused.close();

// All that the keyboard should reach, in the order of the page; of radio buttons with one name,
// one.
function stops() {
  const groups = new Set();
  return [
    ...document.querySelectorAll(
      "a[href], button, input, select, textarea, summary, video[controls], audio[controls], " +
        "[tabindex]",
    ),
  ]
    .filter((e) => {
      if (
        e.disabled ||
        e.tabIndex < 0 ||
        e.closest("fieldset:disabled") ||
        !e.getClientRects().length
      )
        return false;
      if (
        getComputedStyle(e).visibility === "hidden" ||
        (e.closest("details:not([open])") && e.tagName !== "SUMMARY")
      )
        return false;
      if (e.type !== "radio") return true;
      const fresh = !groups.has(e.name);
      groups.add(e.name);
      return fresh;
    })
    .map((e, i) => {
      e.dataset.stop = i;
      return e.outerHTML.slice(0, 90);
    });
}

// Where the focus is, and whether it is seen: an outline of its own or of its box, within the view.
function focus() {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const box = e.getBoundingClientRect();
  const lined = [null, "::after"].some((part) => {
    const style = getComputedStyle(e, part);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  return {
    stop: e.dataset.stop === undefined ? -1 : +e.dataset.stop,
    html: e.outerHTML.slice(0, 90),
    lined,
    media: /VIDEO|AUDIO/.test(e.tagName),
    scroller: e.dataset.stop === undefined && e.scrollWidth > e.clientWidth,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}

async function tabs(page, name) {
  const problems = [];
  await page.goto(at(name));
  const wanted = await page.evaluate(stops);
  const order = [];
  let left = false;
  for (let n = 0; n < wanted.length * 2 + 60; n++) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(focus);
    // Behind the last stop is the browser, or, without one around the page, the first.
    if (!now || (now.stop === 0 && n > 0)) {
      left = true;
      break;
    }
    if (now.scroller) continue; // Chromium lets the keyboard into what scrolls
    if (now.stop !== order[order.length - 1]) order.push(now.stop);
    else if (!now.media) {
      problems.push(`Tab stays at ${now.html}`);
      break;
    }
    // The controls of a film have a ring of their own, within it.
    if (!now.lined && !now.media) problems.push(`no focus is seen at ${now.html}`);
    if (!now.inView) problems.push(`the focus is out of sight at ${now.html}`);
    // Sheets for the printer have nothing to be skipped.
    if (n === 0 && !/class="skip"/.test(now.html) && !name.startsWith("/Q/"))
      problems.push(`the first stop is ${now.html}`);
  }
  if (!left) problems.push("the keyboard does not leave the page");
  const wrong = order.findIndex((stop, i) => i > 0 && stop <= order[i - 1]);
  if (wrong > 0)
    problems.push(
      `not in the order of the page: ${order.slice(wrong - 1, wrong + 2)} of ${wanted.length}: ` +
        wanted[order[wrong]],
    );
  wanted.forEach((html, i) => {
    if (!order.includes(i)) problems.push(`not reached: ${html}`);
  });
  if (wanted.length < 5 && !name.startsWith("/Q/")) problems.push(`${wanted.length} stops`);
  return problems.map((text) => `${name}: ${text}`);
}

async function skips(page, name) {
  const problems = [];
  await page.goto(at(name));
  await page.keyboard.press("Tab");
  const box = await page.locator(".skip").boundingBox();
  if (!box || box.y < 0 || box.height < 20) problems.push(`${name}: the skip link is not seen`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => !!document.activeElement.closest("main, footer"))))
    problems.push(`${name}: the skip link does not lead to the text`);
  return problems;
}

// How far a finger may be off: the place around the middle of the first line of each target that is
// still it. Words within a sentence are what they are.
function small(least) {
  const problems = [];
  for (const e of document.querySelectorAll(
    "a[href], button, summary, select, textarea, input:not([type=hidden])",
  )) {
    if (!e.getClientRects().length || e.disabled || e.closest(".vh, .skip, fieldset:disabled"))
      continue;
    if (e.closest("details:not([open])") && e.tagName !== "SUMMARY") continue;
    const style = getComputedStyle(e);
    const sentence =
      style.display === "inline" &&
      [...e.parentElement.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const text = e.closest(
      ".prose p, .prose li, .prose td, .prose blockquote, .prose dd, figcaption, td",
    );
    if (
      sentence ||
      (text && style.display === "inline") ||
      (e.type === "checkbox" && e.closest(".tasks"))
    )
      continue;
    const target = (e.matches("input") && e.closest("label")) || e;
    target.scrollIntoView({ block: "center", inline: "center" });
    const box = target.getClientRects()[0];
    const x = box.left + box.width / 2,
      y = box.top + box.height / 2;
    const hit = (px, py) => {
      const found = document.elementFromPoint(px, py);
      return found && (target.contains(found) || (found.closest("label") || 0).control === e);
    };
    const reach = (dx, dy) => {
      let n = 0;
      while (n < least && hit(x + dx * (n + 1), y + dy * (n + 1))) n++;
      return n;
    };
    const width = reach(-1, 0) + reach(1, 0) + 1,
      height = reach(0, -1) + reach(0, 1) + 1;
    if (width < least - 1 || height < least - 1)
      problems.push(`${width} × ${height}: ${e.outerHTML.slice(0, 110).replace(/\s+/g, " ")}`);
  }
  return problems;
}

const found = { order: [], skip: [], "targets-44": [], "targets-60": [] };
for (const care of [false, true]) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: "zh-CN",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(task.clock));
  await page.goto(at("/") + (care ? "?care" : "?care=0"));
  for (const name of task.pages) {
    if (!care) found.order.push(...(await tabs(page, name)));
    if (care && name.startsWith("/Q/")) continue; // sheets for the printer are as they are printed
    await page.goto(at(name));
    const least = care ? 60 : 44;
    for (const text of new Set(await page.evaluate(small, least)))
      found[`targets-${least}`].push(`${name}: ${text}`);
  }
  if (!care)
    for (const name of task.pages.filter((p) => !p.startsWith("/Q/")))
      found.skip.push(...(await skips(page, name)));
  await context.close();
}
for (const [kind, problems] of Object.entries(found)) tell(`keys/${kind}`, problems.slice(0, 40));
await browser.close();
