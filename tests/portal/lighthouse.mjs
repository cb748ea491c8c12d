// Lighthouse on four pages: 100 for accessibility, best practices and SEO. Performance is told, not
// judged: the gate is on bytes and requests. What a page keeps from search engines on purpose is no
// fault of its SEO.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { QUIET, task, tell } from "../browser/chromium.mjs";

const require = createRequire(task.node + "/");
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");
const chrome = await launch({
  chromePath: task.chromium,
  ignoreDefaultFlags: true,
  logLevel: "silent",
  chromeFlags: [
    "--headless=new",
    ...QUIET,
    "--disable-extensions",
    "--disable-default-apps",
  ],
});
const JUDGED = ["accessibility", "best-practices", "seo"];
const TRIES = 3;

// On a busy machine the recording may lack its beginning (NO_NAVSTART): what comes again is a fault.
async function look(url) {
  let lhr;
  for (let i = 0; i < TRIES; i++) {
    ({ lhr } = await lighthouse(url, {
      port: chrome.port,
      logLevel: "silent",
      onlyCategories: [...JUDGED, "performance"],
    }));
    if (!lhr.runtimeError) break;
  }
  return lhr;
}

for (const [name, address] of Object.entries(task.lighthouse)) {
  const lhr = await look(task.base.replace(/\/$/, "") + address);
  for (const kind of JUDGED) {
    const { score, auditRefs } = lhr.categories[kind];
    const failed = auditRefs
      .filter(
        (ref) =>
          ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1,
      )
      .map((ref) => ref.id);
    const left = failed.filter((id) => !(name === "announcement" && id === "is-crawlable"));
    const good = left.length === 0 && (score === 1 || left.length < failed.length);
    tell(
      `lighthouse/${name}-${kind}`,
      lhr.runtimeError
        ? [lhr.runtimeError.message]
        : good
          ? []
          : [`${Math.round(score * 100)}: ${left}`],
    );
  }
  process.stdout.write(
    JSON.stringify({
      performance: { [name]: Math.round(lhr.categories.performance.score * 100) },
    }) + "\n",
  );
}
await chrome.kill();
