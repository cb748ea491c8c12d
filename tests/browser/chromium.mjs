// What the browser's tests share: Chromium without its background traffic, and a place for results.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

export const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const require = createRequire(task.node + "/");
const { chromium } = require("playwright-core");

// Without a sandbox of its own, a graphics card, or traffic that no page asked for.
export const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

export async function open(context, args = []) {
  const browser = await chromium.launch({
    executablePath: task.chromium,
    args: [...QUIET, ...args],
  });
  return {
    browser,
    context: await browser.newContext({
      viewport: { width: 360, height: 740 },
      deviceScaleFactor: 2,
      locale: "zh-CN",
      ...context,
    }),
  };
}

// One line a case; nothing in `problems` means that all is well.
export function tell(name, problems) {
  process.stdout.write(JSON.stringify({ case: name, problems }) + "\n");
}

export async function attempt(name, run) {
  const problems = [];
  const check = (good, text) => {
    if (!good) problems.push(text);
  };
  try {
    await run(check);
  } catch (error) {
    problems.push(String(error).slice(0, 1500));
  }
  tell(name, problems);
}
