// Pictures of what is scanned: the lesson's page on a phone, the poster and the sheet on paper; and
// where each code leads on the server.
import { attempt, open, task } from "./chromium.mjs";

const { browser, context } = await open();
const page = await context.newPage();

for (const { code, title, url } of task.paperOnly ? [] : task.codes) {
  await attempt(`leads/${code}`, async (check) => {
    const answer = await page.goto(task.base + `Q/${code}`, { waitUntil: "load" });
    check(answer.status() === 200, `status ${answer.status()}`);
    check(new URL(page.url()).pathname === url, `${page.url()} is not ${url}`);
    const shown = await page.locator("h1").first().innerText();
    check(shown === title, `“${shown}” is not “${title}”`);
    const symbol = page.locator(".scan img");
    await symbol.scrollIntoViewIfNeeded();
    await symbol.evaluate(
      (img) =>
        img.complete ||
        new Promise((done) => {
          img.onload = done;
        }),
    );
    await page.screenshot({ path: `${task.pictures}/page-${code}.png` });
  });
}
for (const { code } of task.codes) {
  await attempt(`poster/${code}`, async (check) => {
    const answer = await page.goto(task.base + `Q/${code}/poster/`, { waitUntil: "load" });
    check(answer.status() === 200, `status ${answer.status()}`);
    await page.pdf({ path: `${task.pictures}/poster-${code}.pdf`, preferCSSPageSize: true });
  });
}
await attempt("sheet", async (check) => {
  const answer = await page.goto(task.base + "Q/", { waitUntil: "load" });
  check(answer.status() === 200, `status ${answer.status()}`);
  await page.pdf({ path: `${task.pictures}/sheet.pdf`, preferCSSPageSize: true });
});
await browser.close();
