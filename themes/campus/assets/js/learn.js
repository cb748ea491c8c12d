/* What was read and which levels passed, on this device only: nothing is sent, no time is taken.
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
