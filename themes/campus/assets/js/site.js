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
  function hideAll() { each("[data-roster]", hide); }
  window.addEventListener("pageshow", hideAll);
  /* A device that slept counts its timers from when it wakes. */
  document.addEventListener("visibilitychange", hideAll);

  document.addEventListener("DOMContentLoaded", function () {
    each("[data-ends]", count);
    hideAll();
    each("[data-do]", function (button) {
      var name = button.getAttribute("data-do");
      if (name === "copy" && !navigator.clipboard) { return; }
      button.hidden = false;
      if (name === "care") { press(button, root.classList.contains("care")); }
      if (name === "dark") { press(button, isDark()); }
      button.addEventListener("click", function () { tools[name](button); });
    });

    var find = document.getElementById("gk-search");
    function seek() {
      var script = document.createElement("script");
      find.removeEventListener("focusin", seek);
      script.integrity = find.getAttribute("data-integrity");
      script.src = find.getAttribute("data-script");
      document.head.appendChild(script);
    }
    if (find) {
      find.parentNode.hidden = false;
      if (/[?&]q=./.test(location.search)) { seek(); } else { find.addEventListener("focusin", seek); }
    }

    var here = document.querySelector(".menu [aria-current]");
    if (here) {
      var bar = here.parentNode.parentNode;
      bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
    }

    /* Names that WeChat's browser and old iPhones go by; no valid page may hold them. */
    each("video", function (video) {
      video.setAttribute("webkit-playsinline", "true");
      video.setAttribute("x5-playsinline", "true");
    });

    /* Code wider than the phone scrolls; the keyboard must reach it. */
    each(".prose pre", function (code) { if (code.scrollWidth > code.clientWidth) { code.tabIndex = 0; } });

    var toc = document.querySelector("details.toc");
    if (toc && window.IntersectionObserver && window.innerWidth >= 960) { spy(toc); }
  });
})();

/* Micro-lessons. What was read and which levels passed, on this device only: nothing is sent, no time is taken.
   Kept under one key: {"/learning/lessons/a/": {"t": "title", "l": [1, 2]}}. */
(function () {
  "use strict";
  var KEY = "gk-learn";

  function load() {
    try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch (e) { return {}; }
  }
  function save(all) {
    try { localStorage.setItem(KEY, JSON.stringify(all)); return true; } catch (e) { return false; }
  }
  function each(root, selector, run) { Array.prototype.forEach.call(root.querySelectorAll(selector), run); }

  function note(lesson, level) {
    var all = load();
    var path = location.pathname;
    var own = all[path] || { l: [] };
    own.t = lesson.getAttribute("data-lesson");
    if (level && own.l.indexOf(level) < 0) { own.l.push(level); }
    all[path] = own;
    save(all);
  }

  /* ---- a lesson ---- */
  function isRight(ask) {
    var right = true;
    each(ask, "input", function (input) { if (input.checked !== input.hasAttribute("data-right")) { right = false; } });
    return right;
  }
  function judge(quiz, level, ask) {
    var right = isRight(ask);
    var told = ask.querySelector(".told");
    ask.setAttribute("data-state", right ? "right" : "wrong");
    told.textContent = quiz.getAttribute(right ? "data-right" : "data-wrong");
    ask.querySelector("details").hidden = !right;
    if (right) { ask.querySelector("details").open = true; }
    if (level.querySelectorAll(".ask[data-state=right]").length === level.querySelectorAll(".ask").length) { pass(quiz, level); }
  }
  function pass(quiz, level) {
    note(quiz, +level.getAttribute("data-level"));
    level.setAttribute("data-passed", "");
    level.querySelector(".passed").hidden = false;
    var next = level.nextElementSibling;
    if (next && next.hasAttribute("data-level")) { unlock(next); }
  }
  function unlock(level) {
    level.removeAttribute("data-locked");
    each(level, "fieldset", function (set) { set.disabled = false; });
  }
  function play(quiz) {
    var done = (load()[location.pathname] || { l: [] }).l;
    each(quiz, "[data-level]", function (level, i) {
      var number = +level.getAttribute("data-level");
      var open = i === 0 || done.indexOf(number) >= 0 || done.indexOf(number - 1) >= 0;
      if (!open) {
        level.setAttribute("data-locked", "");
        each(level, "fieldset", function (set) { set.disabled = true; });
      }
      if (done.indexOf(number) >= 0) { level.querySelector(".passed").hidden = false; }
      each(level, ".ask", function (ask) {
        var button = ask.querySelector("button");
        ask.querySelector("details").hidden = true;
        button.hidden = false;
        button.addEventListener("click", function () { judge(quiz, level, ask); });
      });
    });
  }

  /* ---- 我的学习 ---- */
  function show(page) {
    var all = load();
    var paths = Object.keys(all).sort();
    var list = page.querySelector("ul");
    list.textContent = "";
    paths.forEach(function (path) {
      var row = document.createElement("li");
      var link = document.createElement("a");
      var passed = all[path].l && all[path].l.length;
      row.className = "line";
      link.href = path;
      link.textContent = all[path].t || path;
      row.appendChild(link);
      if (passed) {
        var mark = document.createElement("span");
        mark.className = "tag";
        mark.textContent = page.getAttribute("data-passed").replace("%", passed);
        row.appendChild(mark);
      }
      list.appendChild(row);
    });
    page.querySelector(".none").hidden = paths.length > 0;
    list.hidden = paths.length === 0;
  }
  function say(page, name) { page.querySelector("[role=status]").textContent = page.getAttribute("data-" + name); }
  function take(page, text) {
    var all = load();
    var more = JSON.parse(text);
    Object.keys(more).forEach(function (path) {
      var row = more[path];
      if (path.charAt(0) !== "/" || path.charAt(1) === "/" || !row || !Array.isArray(row.l)) { return; }
      var own = all[path] || { l: [] };
      own.t = String(row.t || own.t || path).slice(0, 200);
      row.l.forEach(function (n) { if (typeof n === "number" && own.l.indexOf(n) < 0) { own.l.push(n); } });
      all[path] = own;
    });
    save(all);
  }
  function mine(page) {
    page.hidden = false;
    show(page);
    page.querySelector("[data-mine=export]").addEventListener("click", function () {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(load(), null, 1)], { type: "application/json" }));
      link.download = "wodexuexi.json";
      link.click();
      say(page, "exported");
    });
    page.querySelector("[data-mine=import]").addEventListener("change", function (event) {
      var file = event.target.files[0];
      var reader = new FileReader();
      if (!file) { return; }
      reader.onload = function () {
        try { take(page, reader.result); say(page, "imported"); } catch (e) { say(page, "bad"); }
        show(page);
      };
      reader.readAsText(file);
    });
    page.querySelector("[data-mine=forget]").addEventListener("click", function () {
      if (!window.confirm(page.getAttribute("data-sure"))) { return; }
      try { localStorage.removeItem(KEY); } catch (e) { /* nothing was kept */ }
      show(page);
      say(page, "forgotten");
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    each(document, "[data-lesson]", function (lesson) { note(lesson, 0); });
    each(document, ".quiz", play);
    each(document, "[data-mine-page]", mine);
  });
})();
