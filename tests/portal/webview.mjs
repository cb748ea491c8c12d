// The portal in a browser as it was in 2018: no such browser is at hand, so what Chromium 66 does
// not know is taken out of the style sheets on their way. Pages keep their insides, texts stand
// apart, nothing has to be scrolled sideways.
import { open, task, tell } from "../browser/chromium.mjs";

function aged(sheet) {
  const old = sheet
    .replace(/@supports \(width:min[^{]*\{[^{}]*\{[^{}]*\}\}/g, "")
    .replace(/@supports not \(inset:0\)/g, "@supports (display:block)");
  return old.replace(/([^{}]*)\{([^{}]*)\}/g, (rule, selector, body) => {
    if (/:focus-visible|::marker|:is\(|:where\(/.test(selector)) return "";
    const boxes = /display:(inline-)?flex/.test(body);
    const kept = body
      .split(/;(?![^(]*\))/)
      .filter(
        (row) =>
          !/\b(min|max|clamp|env)\(/.test(row.replace(/minmax\((?!min)/g, "")) &&
          !/^(inset|aspect-ratio|text-wrap|accent-color|(margin|padding)-(inline|block))\b/.test(
            row,
          ) &&
          !(boxes && /^(row-|column-)?gap:/.test(row)),
      );
    return `${selector}{${kept.join(";")}}`;
  });
}

const { browser, context: unused } = await open();
await unused.close();
for (const width of [320, 1280]) {
  const problems = [],
    sheets = new Set();
  const context = await browser.newContext({ viewport: { width, height: 740 }, locale: "zh-CN" });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(task.clock));
  await page.route("**/*", async (route) => {
    const type = route.request().resourceType();
    if (type !== "document" && type !== "stylesheet") return route.continue();
    const answer = await route.fetch();
    const text = await answer.text();
    if (type === "stylesheet") sheets.add(aged(text).length < text.length);
    return route.fulfill({
      response: answer,
      body: type === "document" ? text.replace(/ integrity="[^"]*"/g, "") : aged(text),
    });
  });
  for (const name of task.pages) {
    await page.goto(task.base.replace(/\/$/, "") + name, { waitUntil: "load" });
    const found = await page.evaluate(() => {
      const said = [],
        root = document.scrollingElement;
      if (root.scrollWidth > root.clientWidth)
        said.push(`scrolls sideways by ${root.scrollWidth - root.clientWidth} px`);
      for (const e of document.querySelectorAll(
        "main .wrap, .foot .wrap, .facts, .row, .node, .btn, .box",
      )) {
        if (
          e.getClientRects().length &&
          e.innerText.trim() &&
          parseFloat(getComputedStyle(e).paddingLeft) < 8 &&
          !e.closest(".when, .book")
        )
          said.push(`<${e.tagName} class="${e.className}"> has no insides`);
      }
      for (const e of document.querySelectorAll(
        ".row-meta > *, .doc-meta > *, .kick > *, .head-meta > *, .chips > *, .line > *, .foot li, .blocks > *",
      )) {
        const next = e.nextElementSibling,
          a = e.getBoundingClientRect(),
          b = next && next.getBoundingClientRect();
        if (b && a.width && b.width && Math.abs(a.top - b.top) < 4 && b.left - a.right < 3)
          said.push(`<${e.tagName}> in "${e.parentNode.className}" touches the next`);
      }
      const title = document.querySelector(".row-title a");
      if (title && getComputedStyle(title, "::after").top === "auto")
        said.push("rows are not links");
      return [...new Set(said)];
    });
    for (const text of found) problems.push(`${name}: ${text}`);
  }
  if (!sheets.has(true)) problems.push("nothing was taken out of the style sheets");
  tell(`webview/${width}`, problems.slice(0, 40));
  await context.close();
}
await browser.close();
