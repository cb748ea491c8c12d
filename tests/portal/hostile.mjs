// Pages of a portal whose editors mean harm, parsed by Chromium's HTML parser: nothing in them
// could run, and nothing ran when they were shown without any policy to hold it back.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { open, task, tell } from "../browser/chromium.mjs";

const files = readdirSync(task.out, { recursive: true })
  .map(String)
  .filter((f) => !f.startsWith(".gongkai"));
const text = (file) => readFileSync(join(task.out, file), "utf8");

// What the parser of a browser makes of a text; a list of what should not be there.
function judge({ html, xml }) {
  const problems = [];
  const schemes = ["http:", "https:", "mailto:", "tel:"];
  const addresses = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "cite",
    "srcset",
    "xlink:href",
    "background",
    "ping",
  ];
  const dead = (
    "script style iframe object embed base frame frameset applet template form math portal " +
    "noscript plaintext"
  ).split(" ");
  const page = new DOMParser().parseFromString(html, xml ? "application/xml" : "text/html");
  if (xml && page.querySelector("parsererror")) problems.push("is not well formed");
  if (!xml && page.querySelectorAll("main").length !== 1) problems.push("is broken open");
  const title = page.querySelector("title");
  if (!xml && title && title.nextElementSibling && title.parentElement !== page.head)
    problems.push("the title is broken open");
  const at = document.createElement("a");
  for (const e of page.querySelectorAll("*")) {
    const name = e.localName;
    const data = name === "script" && /^application\/(ld\+)?json$/.test(e.type);
    const ours =
      name === "script" &&
      /^\/assets\/js\/[\w.-]+$/.test(e.getAttribute("src") || "") &&
      e.integrity &&
      !e.textContent;
    if (data) JSON.parse(e.textContent);
    if (!xml && dead.includes(name) && !data && !ours) problems.push(`<${name}>`);
    if (name === "meta" && e.httpEquiv) problems.push(`<meta http-equiv=${e.httpEquiv}>`);
    if (name === "link" && /stylesheet/.test(e.rel) && !e.integrity)
      problems.push(`<link href=${e.getAttribute("href")}>`);
    if (name === "svg" && e.querySelector("foreignObject, animate, set, use[href^='http']"))
      problems.push("<svg> that does something");
    // The theme's own picture of the page, which no editor writes.
    const icon =
      name === "link" &&
      e.rel === "icon" &&
      e.parentElement === page.head &&
      /^data:image\/svg\+xml,%3Csvg%20[^<>"]*$/.test(e.getAttribute("href"));
    for (const { name: key, value } of e.attributes) {
      if (icon && key === "href") continue;
      if (key.startsWith("on") || key === "style" || key === "srcdoc" || key === "http-equiv")
        problems.push(`<${name} ${key}=${value.slice(0, 60)}>`);
      if (xml || !addresses.includes(key)) continue;
      at.href = value;
      if (!schemes.includes(new URL(value, "https://party.example/").protocol))
        problems.push(`<${name} ${key}=${value.slice(0, 60)}>`);
      if (key !== "href" && new URL(value, "https://party.example/").host !== "party.example")
        problems.push(`<${name} ${key}=${value.slice(0, 60)}> is fetched elsewhere`);
    }
  }
  return problems;
}

const { browser, context } = await open({ bypassCSP: true });
const page = await context.newPage();
let hits = 0;
await page.exposeFunction("hit", () => {
  hits++;
});
page.on("dialog", (d) => {
  hits++;
  d.dismiss();
});
await page.route("**", (route) =>
  route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><title>x</title>" }),
);
await page.goto("https://party.example/judge");

const found = [];
for (const [kind, ending] of [
  ["html", ".html"],
  ["xml", ".xml"],
])
  for (const file of files.filter((f) => f.endsWith(ending)))
    for (const problem of await page.evaluate(judge, { html: text(file), xml: kind === "xml" }))
      found.push(`${file}: ${problem}`);
tell("hostile/parsed", found.slice(0, 40));

// The judge notices what it should: each of these is refused.
const planted = [
  "<main></main><p onclick=x>",
  "<main></main><script>x</script>",
  "<main></main><a href=' JaVa\nscript:x'>",
  "<p>",
  "<main></main><style>x</style>",
  "<main></main><img src=//evil.example/x>",
  "<main></main><svg><set/></svg>",
  "<main></main><iframe>",
];
const unseen = [];
for (const html of planted)
  if (!(await page.evaluate(judge, { html, xml: false })).length) unseen.push(html);
tell("hostile/judge", unseen);

await page.evaluate("hit()");
const seen = hits;
for (const file of files.filter((f) => f.endsWith(".html"))) {
  await page.setContent(text(file), { waitUntil: "domcontentloaded" });
  // What needs a hand to run is given one.
  await page.evaluate(() => {
    for (const e of document.querySelectorAll("main *"))
      for (const kind of ["mouseover", "focus", "toggle", "error", "load"])
        e.dispatchEvent(new Event(kind));
    for (const a of document.querySelectorAll("main a[href]"))
      if (/^\W*[jvd]/i.test(a.protocol)) a.click();
  });
}
await page.waitForTimeout(500);
tell(
  "hostile/shown",
  hits === seen && seen === 1
    ? []
    : [`${hits - seen} times, something ran; the trap itself: ${seen}`],
);
await browser.close();
