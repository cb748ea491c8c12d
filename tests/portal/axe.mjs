// axe-core over every kind of page: on a phone in four states, light and dark, each normal and
// 关怀版; on a screen in one.
import { readFileSync } from "node:fs";
import { open, task, tell } from "../browser/chromium.mjs";

const axe = readFileSync(`${task.node}/axe-core/axe.min.js`, "utf8");
const found = new Map();
for (const state of ["light", "dark", "light-care", "dark-care"]) found.set(state, []);
let checked = 0;

async function look(page, state, name) {
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  checked += result.passes.length;
  for (const v of result.violations) {
    const first = v.nodes[0];
    found
      .get(state)
      .push(
        `${name}: ${v.id}: ${v.nodes.length} × ${first.target.join(" ")}: ` +
          (first.any[0] || first.all[0] || first.none[0] || {}).message,
      );
  }
}

const { browser, context: unused } = await open();
await unused.close();
const viewports = { phone: { width: 360, height: 740 }, screen: { width: 1280, height: 900 } };
for (const [at, viewport] of Object.entries(viewports)) {
  const context = await browser.newContext({ viewport, locale: "zh-CN", reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.clock.setFixedTime(new Date(task.clock));
  for (const name of task.pages) {
    // On a screen the colours are those of the phone, and the 关怀版 has one layout: one state is
    // enough.
    for (const care of at === "phone" ? [false, true] : [false]) {
      await page.goto(task.base.replace(/\/$/, "") + name + (care ? "?care" : "?care=0"));
      await page.evaluate(axe);
      for (const scheme of at === "phone" ? ["light", "dark"] : ["light"]) {
        await page.emulateMedia({ colorScheme: scheme });
        await look(page, scheme + (care ? "-care" : ""), `${name} (${at})`);
      }
    }
  }
  await context.close();
}
for (const [state, problems] of found) tell(`axe/${state}`, problems.slice(0, 40));
tell("axe/ran", checked > task.pages.length * 60 ? [] : [`only ${checked} rules were passed`]);
await browser.close();
