// What readers choose and what time does: the 关怀版 and the dark, kept on the device; pages without
// script; names that go at the closing minute.
import { attempt, open, task } from "../browser/chromium.mjs";

const { browser, context: unused } = await open();
await unused.close();
const at = (name) => task.base.replace(/\/$/, "") + name;
const inCare = (page) => page.evaluate(() => document.documentElement.classList.contains("care"));
const luminance = (page) =>
  page.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body)
      .backgroundColor.match(/[\d.]+/g)
      .map(Number);
    return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  });

async function fresh(options) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    ...options,
  });
  return { context, page: await context.newPage() };
}

await attempt("care/button", async (check) => {
  const { context, page } = await fresh();
  await page.goto(at("/"));
  check(!(await inCare(page)), "on without being asked for");
  const button = page.locator("[data-do=care]");
  check(
    (await button.getAttribute("aria-pressed")) === "false",
    "the button does not say that it is off",
  );
  await button.focus();
  await page.keyboard.press("Enter");
  check(
    (await inCare(page)) && (await button.getAttribute("aria-pressed")) === "true",
    "the button does nothing",
  );
  const size = await page.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
  check(size >= 24, `type of ${size} px is below 18 pt`);
  await page.goto(at(task.pages[5]));
  check(await inCare(page), "not kept on the next page");
  const later = await context.newPage();
  await later.goto(at("/about/"));
  check(await inCare(later), "not kept on the device");
  check(
    (await later.locator("[data-do=care]").getAttribute("aria-pressed")) === "true",
    "the button of the next page says off",
  );
  await later.locator("[data-do=care]").click();
  await page.reload();
  check(!(await inCare(page)), "it can't be left");
  await context.close();
});

await attempt("care/address", async (check) => {
  const { context, page } = await fresh();
  for (const [query, wanted] of [
    ["?care", true],
    ["", true],
    ["?care=0", false],
    ["", false],
    ["?a=1&care=1", true],
    ["?care=0&b=2", false],
    ["?careful", false],
  ]) {
    await page.goto(at("/notices/") + query);
    check((await inCare(page)) === wanted, `${query || "without a query"}: ${!wanted}`);
  }
  await context.close();
  // Storage may be refused: the address still counts for this page.
  const shut = await fresh();
  await shut.page.addInitScript(() =>
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new Error("refused");
      },
    }),
  );
  await shut.page.goto(at("/?care"));
  check(await inCare(shut.page), "the address does nothing where nothing may be stored");
  await shut.context.close();
});

// Small type and small targets; in a line of text a link is as high as the line, and a label is the
// target of its box.
function little() {
  const found = new Set(),
    controls = "a[href], button, input, select, summary";
  for (const e of document.querySelectorAll("body *")) {
    const style = getComputedStyle(e),
      box = e.getBoundingClientRect();
    if (
      !e.getClientRects().length ||
      style.visibility === "hidden" ||
      e.closest(".vh, svg, noscript, script")
    )
      continue;
    const within = e.parentNode;
    const name =
      `<${e.tagName.toLowerCase()}> in ` +
      `<${within.tagName.toLowerCase()} class="${within.className}">`;
    const size = parseFloat(style.fontSize);
    if (size < 24 && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
      found.add(`${name}: type of ${size} px`);
    if (
      e.matches(controls) &&
      !e.matches("label input, .prose input") &&
      style.display !== "inline" &&
      box.height < 59.9
    )
      found.add(`${name}: ${Math.round(box.height)} px high`);
  }
  return [...found];
}

await attempt("care/sizes", async (check) => {
  const { context, page } = await fresh();
  await page.goto(at("/?care"));
  let looked = 0;
  for (const name of task.pages) {
    await page.goto(at(name));
    // Posters and the sheet of codes are for the printer.
    if (!(await page.locator("[data-do=care]").count())) continue;
    looked++;
    for (const text of await page.evaluate(little)) check(false, `${name}: ${text}`);
  }
  check(looked > 20, `only ${looked} pages were looked at`);
  await context.close();
});

await attempt("care/first-frame", async (check) => {
  const { context, page } = await fresh();
  await page.goto(at("/?care"));
  await page.addInitScript(() => {
    window.before = [];
    new MutationObserver(() => {
      if (document.body) window.before.push(document.documentElement.classList.contains("care"));
    }).observe(document, { childList: true, subtree: true });
  });
  await page.goto(at("/notices/"));
  check(
    (await page.evaluate(() => window.before)).every((on) => on),
    "the page is shown before the choice is known",
  );
  await context.close();
});

await attempt("dark", async (check) => {
  const { context, page } = await fresh({ colorScheme: "dark" });
  await page.goto(at("/"));
  check((await luminance(page)) < 0.2, "the device's dark is not followed");
  check(
    (await page.locator("[data-do=dark]").getAttribute("aria-pressed")) === "true",
    "the button does not say so",
  );
  await page.locator("[data-do=dark]").click();
  check((await luminance(page)) > 0.8, "the button does not bring light");
  await page.goto(at("/notices/"));
  check((await luminance(page)) > 0.8, "the choice is not kept");
  await page.emulateMedia({ colorScheme: "light" });
  await page.locator("[data-do=dark]").click();
  await page.reload();
  check((await luminance(page)) < 0.2, "the choice does not go before the device");
  await page.goto(at("/?care"));
  check(
    (await luminance(page)) < 0.1 && (await inCare(page)),
    "dark and 关怀版 do not go together",
  );
  // Paper is white, whatever was chosen for the screen; the numbers of steps are printed with their
  // ground.
  await page.goto(at("/guides/transfer/"));
  await page.emulateMedia({ media: "print" });
  const paper = await page.evaluate(() => {
    const step = getComputedStyle(document.querySelector(".stepper li"), "::before");
    return [
      getComputedStyle(document.body).color,
      getComputedStyle(document.body).backgroundColor,
      step.color,
      step.backgroundColor,
      step.printColorAdjust || step.webkitPrintColorAdjust,
    ].join(" ");
  });
  check(
    paper === "rgb(0, 0, 0) rgb(255, 255, 255) rgb(255, 255, 255) rgb(0, 0, 0) exact",
    `in the dark, on paper: ${paper}`,
  );
  await context.close();
});

// Whatever can be read with script can be read without; and every page has what it is about.
await attempt("without-script", async (check) => {
  const plain = await fresh({ javaScriptEnabled: false });
  const full = await fresh();
  const words = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walker.nextNode()) {
      const e = walker.currentNode.parentElement;
      const shown = e.checkVisibility
        ? e.checkVisibility({ visibilityProperty: true })
        : e.getClientRects().length > 0;
      if (shown && !e.closest("button, [data-ends], .quiz, [data-mine-page], #gk-tool, noscript"))
        all.push(walker.currentNode.data.trim());
    }
    return all.filter(Boolean);
  };
  await full.page.clock.setFixedTime(new Date(task.clock));
  for (const name of task.pages) {
    await plain.page.goto(at(name));
    await full.page.goto(at(name));
    // Scripts of the page are off; those of the test are not.
    const without = new Set(await plain.page.evaluate(`(${words})(document.body)`));
    const missing = (await full.page.evaluate(`(${words})(document.body)`)).filter(
      (text) => !without.has(text),
    );
    check(missing.length === 0, `${name}: only with script: ${missing.slice(0, 3).join(" | ")}`);
    check(
      (await plain.page.locator("h1").count()) === 1,
      `${name}: ${await plain.page.locator("h1").count()} main headings`,
    );
    const dead = await plain.page.locator("button:visible:not([type=submit])").count();
    check(dead === 0, `${name}: ${dead} buttons that do nothing`);
  }
  await plain.context.close();
  await full.context.close();
});

// Names leave at the closing minute: while the page lies open, when it is opened later, when it
// comes back from the browser's memory, and when the device slept.
for (const name of task.rosters) {
  await attempt(`closing${name}`, async (check) => {
    const { context, page } = await fresh();
    await page.clock.install({ time: new Date(task.clock) });
    await page.goto(at(name));
    const roster = page.locator("[data-roster]");
    check(await roster.isVisible(), "no names before the end");
    const names = await roster.locator("tbody tr").first().innerText();
    const until = Date.parse(await roster.getAttribute("data-until"));
    const shown = async () => ({
      there: (await roster.count()) > 0,
      text: await page.locator("body").innerText(),
      note: await page.locator("[data-after-roster]").isVisible(),
    });
    await page.clock.fastForward(until - 30000 - (await page.evaluate(() => Date.now())));
    check((await shown()).there, "names go before the closing minute");
    await page.clock.runFor(31000);
    let now = await shown();
    check(!now.there && !now.text.includes(names), "names stay after the closing minute");
    check(now.note, "nothing says why");
    check(
      !(await page.content()).includes(names.split("\t")[0]),
      "a name stays in the page's tree",
    );
    await page.reload();
    now = await shown();
    check(!now.there && now.note, "names come again with a page of before");
    await context.close();

    const slept = await fresh();
    await slept.page.clock.install({ time: new Date(task.clock) });
    await slept.page.goto(at(name));
    await slept.page.clock.pauseAt(new Date(Date.parse(task.clock) + 60000));
    await slept.page.clock.setSystemTime(new Date(until + 60000));
    await slept.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    check(
      (await slept.page.locator("[data-roster]").count()) === 0,
      "names are still there when the device wakes",
    );
    await slept.context.close();

    const back = await fresh();
    await back.page.clock.install({ time: new Date(task.clock) });
    await back.page.goto(at(name));
    await back.page.clock.pauseAt(new Date(Date.parse(task.clock) + 60000));
    await back.page.clock.setSystemTime(new Date(until + 60000));
    await back.page.evaluate(() =>
      window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
    );
    check(
      (await back.page.locator("[data-roster]").count()) === 0,
      "names come back from the browser's memory",
    );
    await back.context.close();
  });
}
await browser.close();
