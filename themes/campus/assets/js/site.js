/* Runs in <head> before the page is painted, so that the kept choice of 关怀版 and of dark or light
   is there from the first frame. Everything works without it; buttons that need it start hidden. */
(function () {
  "use strict";
  var root = document.documentElement;

  function kept(key) {
    try { return localStorage.getItem(key); } catch (e) { return null; }
  }
  function keep(key, value) {
    try {
      if (value === null) { localStorage.removeItem(key); } else { localStorage.setItem(key, value); }
    } catch (e) { /* private mode: the choice lasts for this page */ }
  }

  var care = kept("care") === "1";
  var asked = /[?&]care(?:=([^&]*))?(?:&|$)/.exec(location.search);
  if (asked) {
    care = asked[1] !== "0";
    keep("care", care ? "1" : null);
  }
  if (care) { root.classList.add("care"); }

  var scheme = kept("theme");
  if (scheme === "dark" || scheme === "light") { root.setAttribute("data-theme", scheme); }

  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : !!window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function each(selector, run) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), run);
  }
  function press(button, on) { button.setAttribute("aria-pressed", on ? "true" : "false"); }

  var tools = {
    care: function (button) {
      press(button, root.classList.toggle("care"));
      keep("care", root.classList.contains("care") ? "1" : null);
    },
    dark: function (button) {
      var next = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", next);
      keep("theme", next);
      press(button, next === "dark");
    },
    print: function () { window.print(); },
    copy: function (button) {
      navigator.clipboard.writeText(location.href.split("?")[0]).then(function () {
        var label = button.querySelector("span");
        var before = label.textContent;
        label.textContent = button.getAttribute("data-done");
        setTimeout(function () { label.textContent = before; }, 2000);
      });
    }
  };

  function spy(toc) {
    var links = {};
    each(".toc a", function (a) { links[decodeURIComponent(a.hash.slice(1))] = a; });
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting || !links[entry.target.id]) { return; }
        each(".toc a[aria-current]", function (a) { a.removeAttribute("aria-current"); });
        links[entry.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "0px 0px -70% 0px" });
    each(".prose [id]", function (heading) { if (links[heading.id]) { seen.observe(heading); } });
    toc.open = true;
  }

  /* Pages hold absolute ends; only the reader's clock knows how many days are left, and that the
     closing minute has come before the portal was made again. */
  function count(tag) {
    var left = Date.parse(tag.getAttribute("data-ends")) - Date.now();
    if (isNaN(left)) { return; }
    if (left <= 0) {
      tag.textContent = tag.getAttribute("data-over");
      tag.classList.add("tag-plain");
      return;
    }
    var days = Math.floor(left / 864e5);
    var note = days ? tag.getAttribute("data-left").replace("%", days) : tag.getAttribute("data-last");
    if (left < 2147483647) { setTimeout(count, left, tag); }
    tag.textContent = tag.textContent.split(" · ")[0] + " · " + note;
  }

  /* Names go at the closing minute, also from a page that was opened before it or is shown again
     from the browser's memory. */
  function hide(roster) {
    var left = Date.parse(roster.getAttribute("data-until")) - Date.now();
    if (left > 0) {
      setTimeout(hide, Math.min(left, 36e5), roster);
      return;
    }
    each("[data-after-roster]", function (note) { note.hidden = false; });
    if (roster.parentNode) { roster.parentNode.removeChild(roster); }
  }
  window.addEventListener("pageshow", function () { each("[data-roster]", hide); });

  document.addEventListener("DOMContentLoaded", function () {
    each("[data-ends]", count);
    each("[data-roster]", hide);
    each("[data-do]", function (button) {
      var name = button.getAttribute("data-do");
      if (name === "copy" && !navigator.clipboard) { return; }
      button.hidden = false;
      if (name === "care") { press(button, root.classList.contains("care")); }
      if (name === "dark") { press(button, isDark()); }
      button.addEventListener("click", function () { tools[name](button); });
    });

    var here = document.querySelector(".menu [aria-current]");
    if (here) {
      var bar = here.parentNode.parentNode;
      bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
    }

    /* Code wider than the phone scrolls; the keyboard must reach it. */
    each(".prose pre", function (code) { if (code.scrollWidth > code.clientWidth) { code.tabIndex = 0; } });

    var toc = document.querySelector("details.toc");
    if (toc && window.IntersectionObserver && window.innerWidth >= 960) { spy(toc); }
  });
})();
