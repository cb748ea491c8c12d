// A quiz as a learner meets it: by touch, by keyboard, without script, on a narrow screen; and what
// this device remembers of it.
import { readFileSync, writeFileSync } from "node:fs";
import { attempt, open, task } from "./chromium.mjs";

const { browser, context } = await open();
const page = await context.newPage();
const outside = [],
  refused = [];
page.on("request", (r) => {
  if (!/^(data|blob):/.test(r.url()) && !r.url().startsWith(task.base)) outside.push(r.url());
});
page.on("console", (m) => {
  if (m.type() === "error") refused.push(m.text());
});
page.on("dialog", (d) => d.accept());
const lesson = task.base.replace(/\/$/, "") + task.quiz;

// Chooses what is right in a question, or something that is not.
async function choose(ask, right) {
  for (const input of await ask.locator("input").all()) {
    const good = await input.evaluate((i) => i.hasAttribute("data-right"));
    if ((await input.getAttribute("type")) === "checkbox") await input.setChecked(good === right);
    else if (good === right) {
      await input.check();
      break;
    }
  }
}

await attempt("answers", async (check) => {
  await page.goto(lesson);
  const levels = page.locator(".level");
  check((await levels.count()) >= 2, "no two levels");
  const first = levels.nth(0),
    second = levels.nth(1);
  check(await second.locator("input").first().isDisabled(), "the second level is open at once");
  for (const ask of await first.locator(".ask").all()) {
    check(
      !(await ask.locator("details").isVisible()),
      "an answer is shown before the question is tried",
    );
    await choose(ask, false);
    await ask.locator("button").click();
    check((await ask.getAttribute("data-state")) === "wrong", "a wrong answer is not told");
    check(!!(await ask.locator("[role=status]").innerText()), "nothing is said to screen readers");
    check(await second.locator("input").first().isDisabled(), "a wrong answer opens the level");
    await choose(ask, true);
    await ask.locator("button").click();
    check((await ask.getAttribute("data-state")) === "right", "a right answer is not taken");
    check(await ask.locator("details").isVisible(), "no explanation");
  }
  check(await first.locator(".passed").isVisible(), "the level does not say that it is passed");
  check(!(await second.locator("input").first().isDisabled()), "the second level stays shut");
  await page.reload();
  check(
    !(await page.locator(".level").nth(1).locator("input").first().isDisabled()),
    "the level is shut again after a reload",
  );
});

await attempt("keyboard", async (check) => {
  await page.goto(lesson);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  const asks = page.locator(".level").nth(0).locator(".ask");
  for (let i = 0; i < (await asks.count()); i++) {
    const ask = asks.nth(i);
    const inputs = ask.locator("input");
    const kind = await inputs.first().getAttribute("type");
    await inputs.first().focus();
    if (kind === "radio") {
      const at = await inputs.evaluateAll((all) =>
        all.findIndex((x) => x.hasAttribute("data-right")),
      );
      await page.keyboard.press("Space");
      for (let n = 0; n < at; n++) await page.keyboard.press("ArrowDown");
    } else {
      for (const right of await inputs.evaluateAll((all) =>
        all.map((x) => x.hasAttribute("data-right")),
      )) {
        if (right) await page.keyboard.press("Space");
        await page.keyboard.press("Tab");
      }
    }
    for (let n = 0; n < 12; n++) {
      if ((await page.evaluate(() => document.activeElement.tagName)) === "BUTTON") break;
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    check(
      (await ask.getAttribute("data-state")) === "right",
      `question ${i + 1} is not answered by keys`,
    );
  }
  check(
    !(await page.locator(".level").nth(1).locator("input").first().isDisabled()),
    "the second level stays shut",
  );
});

await attempt("mine", async (check) => {
  await page.goto(task.base + "learning/mine/");
  const rows = page.locator("[data-mine-page] li");
  check((await rows.count()) === 1, `${await rows.count()} lessons are listed`);
  check(
    (await rows.first().innerText()).includes(task.quizTitle),
    "the lesson's title is not listed",
  );
  check(
    /1/.test(await rows.first().locator(".tag").innerText()),
    "the passed level is not counted",
  );
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("[data-mine=export]").click(),
  ]);
  const file = `${task.pictures}/mine.json`;
  await download.saveAs(file);
  check(
    Object.keys(JSON.parse(readFileSync(file, "utf8"))).length === 1,
    "the file does not hold one lesson",
  );
  await page.locator("[data-mine=forget]").click();
  check((await rows.count()) === 0, "not everything is forgotten");
  check(await page.locator(".none").isVisible(), "an empty record is not told");
  check(
    (await page.evaluate(() => localStorage.getItem("gk-learn"))) === null,
    "the record is still there",
  );
  await page.locator("[data-mine=import]").setInputFiles(file);
  await rows.first().waitFor({ timeout: 5000 });
  check((await rows.count()) === 1, "the record does not come back");
  writeFileSync(
    `${task.pictures}/bad.json`,
    '{"javascript:alert(1)": {"l": [1]}, "//x.example/": {"l": []}}',
  );
  await page.locator("[data-mine=import]").setInputFiles(`${task.pictures}/bad.json`);
  await page.waitForTimeout(300);
  check((await rows.count()) === 1, "addresses of elsewhere were taken");
});

await attempt("quiet", async (check) => {
  check(outside.length === 0, `asks elsewhere: ${outside.slice(0, 5)}`);
  check(refused.length === 0, `errors: ${refused.slice(0, 5)}`);
});

await attempt("narrow", async (check) => {
  const small = await browser.newContext({ viewport: { width: 320, height: 600 } });
  const tab = await small.newPage();
  for (const path of [task.quiz, "/learning/mine/", "/learning/lessons/", "/Q/"]) {
    await tab.goto(task.base.replace(/\/$/, "") + path);
    const wide = await tab.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= 320, `${path} is ${wide} px wide`);
  }
  await small.close();
});

await attempt("without-script", async (check) => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const tab = await plain.newPage();
  await tab.goto(lesson);
  const answers = tab.locator(".ask details");
  check(
    (await answers.count()) === (await tab.locator(".ask").count()),
    "a question has no answer",
  );
  for (const answer of await answers.all()) {
    check(await answer.isVisible(), "an answer can't be reached");
    await answer.locator("summary").click();
    check(await answer.locator("li").first().isVisible(), "an answer does not open");
  }
  check(!(await tab.locator(".ask button").first().isVisible()), "a button that does nothing");
  await plain.close();
});
await browser.close();
