// Every page of the portal, as a phone gets it from the server with its headers: what is asked for,
// what the policy refuses, what breaks, how wide it is at 320 px with type of twice the size.
import { open, task, tell } from "../browser/chromium.mjs";

const here = new URL(task.base);
const LIMITS = { Document: 30 << 10, Stylesheet: 10 << 10, Script: 5 << 10 };

// Collected over all pages, told once a case: a list of a hundred lines helps nobody.
const found = {
  status: [],
  origin: [],
  policy: [],
  errors: [],
  requests: [],
  bytes: [],
  pictures: [],
};
function note(kind, text) {
  found[kind].push(text);
}

async function watch(context) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const seen = { requests: new Map(), name: "" };
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  session.on("Network.requestWillBeSent", (e) => {
    if (/^(data|blob):/.test(e.request.url)) return;
    seen.requests.set(e.requestId, { url: e.request.url, type: e.type, bytes: 0 });
    if (new URL(e.request.url).origin !== here.origin)
      note("origin", `${seen.name}: ${e.request.url}`);
  });
  session.on("Network.responseReceived", (e) => {
    const own = seen.requests.get(e.requestId);
    if (own) own.status = e.response.status;
  });
  session.on("Network.dataReceived", (e) => {
    const own = seen.requests.get(e.requestId);
    if (own) own.bytes += e.encodedDataLength;
  });
  session.on("Network.loadingFailed", (e) => {
    const own = seen.requests.get(e.requestId);
    if (own && !e.canceled) note("errors", `${seen.name}: ${own.url}: ${e.errorText}`);
  });
  page.on("pageerror", (e) => note("errors", `${seen.name}: ${e.message}`));
  page.on("console", (m) => {
    if (/Content.Security.Policy|integrity/i.test(m.text()))
      note("policy", `${seen.name}: ${m.text().slice(0, 200)}`);
    else if (["error", "warning"].includes(m.type()) && !(seen.lost && /404/.test(m.text())))
      note("errors", `${seen.name}: ${m.text().slice(0, 200)}`);
  });
  return { page, seen };
}

// A first view: what is asked for before anybody does anything.
async function first({ page, seen }, name) {
  seen.requests.clear();
  seen.name = name;
  seen.lost = name.endsWith("404.html");
  const answer = await page.goto(task.base.replace(/\/$/, "") + name, { waitUntil: "load" });
  if (answer.status() !== 200) note("status", `${name}: ${answer.status()}`);
  const all = [...seen.requests.values()];
  const asked = [...new Map(all.map((r) => [r.url, r])).values()];
  if (asked.length > 5)
    note(
      "requests",
      `${name}: ${asked.length}: ${asked.map((r) => new URL(r.url).pathname.split("/").pop())}`,
    );
  for (const r of all)
    if (r.status >= 400 && !seen.lost) note("status", `${name}: ${r.url}: ${r.status}`);
  for (const [type, limit] of Object.entries(LIMITS)) {
    const bytes = all.filter((r) => r.type === type).reduce((sum, r) => sum + r.bytes, 0);
    if (bytes > limit) note("bytes", `${name}: ${bytes} bytes of ${type}`);
    if (bytes > most[type].bytes) most[type] = { bytes, name };
  }
  if (asked.length > most.requests.bytes) most.requests = { bytes: asked.length, name };
}

async function pictures({ page }, name) {
  const bad = await page.evaluate(async () => {
    const all = [...document.images];
    for (const img of all) img.loading = "eager";
    await Promise.all(all.map((img) => img.decode().catch(() => 0)));
    return all
      .filter(
        (img) => !img.naturalWidth || !img.getAttribute("width") || !img.getAttribute("height"),
      )
      .map(
        (img) => img.getAttribute("src") + (img.naturalWidth ? " has no size" : " is not shown"),
      );
  });
  for (const text of bad) note("pictures", `${name}: ${text}`);
}

const most = {
  Document: { bytes: 0 },
  Stylesheet: { bytes: 0 },
  Script: { bytes: 0 },
  requests: { bytes: 0 },
};
const { browser, context } = await open();
const watched = await watch(context);
await watched.page.clock.setFixedTime(new Date(task.clock));
for (const name of task.pages) {
  try {
    await first(watched, name);
    await pictures(watched, name);
  } catch (error) {
    note("errors", `${name}: ${String(error).slice(0, 300)}`);
  }
}
await context.close();
for (const [kind, problems] of Object.entries(found)) tell(`every/${kind}`, problems.slice(0, 40));
process.stdout.write(JSON.stringify({ most }) + "\n");
await browser.close();
