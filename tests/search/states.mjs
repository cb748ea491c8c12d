// The search page as readers meet it: odd words in the address, the way back, by keyboard, by ear, large and dark, without
// script. One line a case.
import { attempt, open, task } from "../browser/chromium.mjs";

const { browser, context } = await open({ viewport: { width: 360, height: 740 } });
const at = (words) => task.base + "search/" + (words === undefined ? "" : "?q=" + encodeURIComponent(words));
const faults = [];

function watched(page) {
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(task.base)) faults.push(request.url()); });
  return page;
}

const page = watched(await context.newPage());
const told = (where = page) => where.locator("#gk-status").textContent();
const rows = (where = page) => where.locator("#gk-found > li").count();

async function settled(where = page) {
  for (let tries = 0; tries < 200; tries++) {
    const text = await told(where);
    if (text && text !== await where.locator("#gk-search").getAttribute("data-busy")) return text;
    await where.waitForTimeout(50);
  }
  throw new Error("the search does not come to an end: " + await told(where));
}

async function shown(words) {
  await page.goto(at(words), { waitUntil: "load" });
  const text = await settled();
  return { text, rows: await rows(), html: await page.locator("#gk-found").innerHTML() };
}

await attempt("states/odd", async (check) => {
  const hint = await page.goto(at()).then(() => page.locator("#gk-search").getAttribute("data-hint"));
  const wanted = [
    ["", "hint"], ["，。！？、；", "hint"], ["\u{1F600}\u{1F680}", "hint"], ["   ", "hint"],
    ["馆", "some"], ["开放", "some"], ["2026", "some"], ["２０２６", "some"], ["ＰＤＦ", "any"], ["pdf", "any"],
    ["開放", "some"], ["圖書館", "some"], ["图书馆", "some"], ["囧囧囧囧", "none"],
    ["<script>alert(1)</script>", "any"], ["\"><img src=x onerror=alert(1)>", "any"], ["%", "hint"], ["a&b=c#d", "any"],
    ["党".repeat(200), "none"], ["图书馆 ".repeat(50), "some"], ["constructor", "any"], ["__proto__", "any"], ["\\u0041(.*)+$", "any"],
  ];
  for (const [words, kind] of wanted) {
    const got = await shown(words);
    const label = words.slice(0, 20);
    if (kind === "hint") check(got.text === hint && !got.rows, `${label}: ${got.text}, ${got.rows} rows`);
    if (kind === "none") check(!got.rows && !/\d/.test(got.text), `${label}: ${got.text}, ${got.rows} rows`);
    if (kind === "some") check(got.rows > 0 && /\d/.test(got.text), `${label}: ${got.text}, ${got.rows} rows`);
    check(!/<(?!\/?(?:li|a|p|small|mark|span)\b)/.test(got.html), `${label}: markup of the words in the list`);
    check(await page.locator("#gk-q").inputValue() === words, `${label}: the field has other words`);
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    check(wide <= 0, `${label}: the page scrolls sideways by ${wide} px`);
  }
  const both = [await shown("圖書館"), await shown("图书馆")];
  check(both[0].text === both[1].text, `traditional and simplified: ${both.map((b) => b.text)}`);
  const wide = [await shown("２０２６"), await shown("2026")];
  check(wide[0].text === wide[1].text, `full width: ${wide.map((b) => b.text)}`);
});

await attempt("states/folding", async (check) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await shown("开放");
  check(!asked.some((url) => /fold-/.test(url)), "the table of characters is loaded without need");
  await shown("開放");
  check(asked.some((url) => /fold-/.test(url)), "the table of characters is not loaded");
});

await attempt("states/address", async (check) => {
  const first = await shown("党费");
  await page.locator("#gk-q").fill("图书馆");
  await page.keyboard.press("Enter");
  const second = await settled();
  check(new URL(page.url()).searchParams.get("q") === "图书馆", `the address is ${page.url()}`);
  check(second !== first.text, "two searches say the same");
  await page.goBack();
  check(await settled() === first.text && await page.locator("#gk-q").inputValue() === "党费", `back: ${await told()}`);
  await page.goForward();
  check(await settled() === second, `and forward: ${await told()}`);
  await page.locator("#gk-found a").first().click();
  await page.waitForLoadState("load");
  check(!page.url().includes("/search/"), "the first row leads nowhere");
  await page.goBack();
  check(await settled() === second && await rows() > 0, `back from a page: ${await told()}`);
  // Sent to somebody else, with its filters.
  const year = await page.locator("#gk-year option").nth(1).getAttribute("value") ?? await page.locator("#gk-year option").nth(1).textContent();
  await page.locator("#gk-year").selectOption(year);
  const narrowed = await settled();
  const other = watched(await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage());
  await other.goto(page.url());
  check(await settled(other) === narrowed && await other.locator("#gk-year").inputValue() === year, "the address does not keep the filters");
  await other.context().close();
});

await attempt("states/heard", async (check) => {
  for (const size of [{ width: 360, height: 740 }, { width: 1280, height: 800 }]) {
    await page.setViewportSize(size);
    await page.goto(at("图书馆"));
    await settled();
    check(await page.getByRole("search").count() === 1, `${await page.getByRole("search").count()} landmarks of the search`);
    check(await page.locator("#gk-status[role=status]").count() === 1, "the number of rows is not announced");
    check(await page.locator("#gk-more").isVisible(), "no button for more");
    const before = await rows();
    await page.locator("#gk-more").focus();
    await page.keyboard.press("Enter");
    for (let tries = 0; tries < 100 && await rows() === before; tries++) await page.waitForTimeout(50);
    check(await rows() > before, "the keyboard brings no more rows");
  }
  await page.goto(task.base);
  check(await page.getByRole("search").count() === 1, "no search in the head of a page");
  await page.getByRole("searchbox").fill("党费");
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\/\?q=/);
  check(/\d/.test(await settled()), `from the head: ${await told()}`);
  await page.setViewportSize({ width: 360, height: 740 });
});

await attempt("states/seen", async (check) => {
  for (const [scheme, care] of [["light", ""], ["dark", ""], ["light", "&care"], ["dark", "&care"]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(at("图书馆") + (care || "&care=0"));
    await settled();
    const low = await page.evaluate(() => [...document.querySelectorAll("#gk-found a, #gk-found p, #gk-found small, mark, #gk-status, #gk-search *")]
      .filter((e) => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName));
    check(!low.length, `${scheme}${care}: over the edge: ${low.slice(0, 3)}`);
    const marked = await page.evaluate(() => {
      const mark = getComputedStyle(document.querySelector("mark"));
      return [mark.backgroundColor, getComputedStyle(document.body).backgroundColor, mark.fontWeight];
    });
    check(marked[0] !== marked[1] || +marked[2] >= 600, `${scheme}${care}: what was found is not marked`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(at() + "?care=0");
});

await attempt("states/without-script", async (check) => {
  const plain = await browser.newContext({ viewport: { width: 360, height: 740 }, javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(at("图书馆"));
  check(await still.locator("main .chips a").count() > 5, "no columns to look through");
  check(await still.locator("main a[href$='/sitemap/']").count() === 1, "no way to the site map");
  check(!await still.locator("#gk-search").isVisible(), "a form that does nothing");
  check(!await still.locator("#gk-status").isVisible(), "a hint for a form that is not there");
  await plain.close();
});

await attempt("states/faults", async (check) => {
  for (const fault of faults) check(false, fault);
});
await browser.close();
