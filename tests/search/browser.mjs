// The search page in Chromium: asks what it is told to, loads all pages of results, and tells what is
// listed. The page is not left between queries, as a reader would not leave it.
import { open, task } from "../browser/chromium.mjs";

const { browser, context } = await open({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
const faults = [];
page.on("pageerror", (error) => faults.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") { faults.push(message.text()); } });
page.on("request", (request) => { if (!request.url().startsWith(task.base)) { faults.push(request.url()); } });
await page.goto(task.base + "search/?q=" + encodeURIComponent(task.queries[0]), { waitUntil: "load" });
// Asked from here: the page's policy lets nobody evaluate a text.
for (let tries = 0; tries < 600; tries++) {
  if (/\d/.test(await page.evaluate(() => document.getElementById("gk-status").textContent))) { break; }
  await page.waitForTimeout(50);
}
for (const words of task.queries) {
  const answer = await page.evaluate((asked) => new Promise((done) => {
    const [form, status, more] = ["search", "status", "more"].map((id) => document.getElementById("gk-" + id));
    const busy = form.getAttribute("data-busy");
    let told;
    function look() {
      if (status.textContent === busy || status.textContent === "") { return; }
      told = told || status.textContent;
      if (!more.hidden) { status.textContent = ""; more.click(); look(); return; }
      seen.disconnect();
      const rows = Array.from(document.querySelectorAll("#gk-found > li"));
      done({ told, status: status.textContent, urls: rows.map((row) => row.querySelector("a").getAttribute("href")),
        unmarked: rows.filter((row) => !row.querySelector("mark")).length });
    }
    const seen = new MutationObserver(look);
    seen.observe(status, { childList: true, characterData: true, subtree: true });
    form.elements.q.value = asked;
    status.textContent = "";
    form.requestSubmit();
    look();
  }), words);
  process.stdout.write(JSON.stringify({ words, ...answer }) + "\n");
}
process.stdout.write(JSON.stringify({ faults }) + "\n");
await browser.close();
