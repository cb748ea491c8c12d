// The shipped client in node: just enough of a page for it, and its requests answered from a built
// portal. Counts what travels, compressed as a server would.
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import vm from "node:vm";

function element(tag) {
  const own = { tag, children: [], hidden: false, text: "", attributes: {} };
  own.appendChild = (child) => { own.children.push(child); return child; };
  own.getAttribute = (name) => own.attributes[name];
  Object.defineProperty(own, "textContent", {
    get: () => own.text + own.children.map((child) => child.textContent).join(""),
    set: (text) => { own.text = text; own.children = []; },
  });
  return own;
}

// Waits for the page to come to rest: no request under way.
export class Page {
  constructor(script, portal, options = {}) {
    this.portal = portal;
    this.sizes = options.sizes || new Map();
    this.delay = options.delay;
    this.asked = [];
    this.waiting = 0;
    const ids = {};
    for (const id of ["search", "found", "more", "status"]) { ids["gk-" + id] = element(id); }
    const form = ids["gk-search"];
    form.elements = {};
    for (const name of ["q", "column", "branch", "year"]) { form.elements[name] = { value: "" }; }
    for (const key of ["hint", "busy", "none", "yet", "failed", "single"]) { form.attributes["data-" + key] = key; }
    Object.assign(form.attributes, { "data-total": "共 {n} 篇", "data-about": "约 {n} 篇",
      "data-index": "/search/index.txt", "data-files": "/assets/search/" });
    this.form = form;
    this.list = ids["gk-found"];
    this.more = ids["gk-more"];
    this.status = ids["gk-status"];
    const page = this;
    class XMLHttpRequest {
      open(method, url) { this.url = url; }
      send() { page.fetch(this); }
    }
    const context = vm.createContext({ XMLHttpRequest, console,
      document: { getElementById: (id) => ids[id], createElement: element },
      history: { pushState() {} }, window: {}, location: { search: options.query || "" } });
    vm.runInContext(script, context);
  }

  fetch(x) {
    const path = this.portal + decodeURIComponent(x.url);
    this.waiting++;
    this.asked.push(x.url);
    setImmediate(() => {
      const there = existsSync(path);
      x.status = there ? 200 : 404;
      x.responseText = there ? readFileSync(path, "utf8") : "";
      if (there && !this.sizes.has(path)) { this.sizes.set(path, gzipSync(readFileSync(path), { level: 6 }).length); }
      this.waiting--;
      x.onload();
      if (!this.waiting && this.rest) { this.rest(); }
    });
  }

  async settle() {
    while (this.waiting) { await new Promise((done) => { this.rest = done; }); }
  }

  // Asks, and loads all there is unless `first`. The index counts where it was asked for.
  async ask(words, { first = false, column = "", branch = "", year = "" } = {}) {
    const fields = this.form.elements;
    await this.settle();
    Object.assign(fields.column, { value: column });
    Object.assign(fields.branch, { value: branch });
    Object.assign(fields.year, { value: year });
    fields.q.value = words;
    this.asked = [];
    this.form.onsubmit();
    await this.settle();
    const answer = { told: this.status.textContent, requests: this.asked.length, more: !this.more.hidden };
    answer.bytes = this.asked.reduce((sum, url) => sum + (this.sizes.get(this.portal + decodeURIComponent(url)) || 0), 0);
    while (!first && !this.more.hidden) {
      this.more.onclick();
      await this.settle();
    }
    answer.status = this.status.textContent;
    answer.rows = this.list.children.map((item) => ({ url: item.children[0].href,
      title: item.children[0].textContent, text: item.children[1].textContent, about: item.children[2].textContent,
      marks: item.children.slice(0, 2).flatMap((part) => part.children.filter((c) => c.tag === "mark").map((c) => c.text)) }));
    return answer;
  }
}

// The client as it lies in a built portal.
export function client(portal) {
  const page = readFileSync(portal + "/search/index.html", "utf8");
  const name = /data-script="\/?([^"]+)"/.exec(page)[1];
  return readFileSync(portal + "/" + name, "utf8");
}
