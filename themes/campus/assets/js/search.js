/* Explained in templates/search.html. */
(function () {
  "use strict";
  function id(name) { return document.getElementById("gk-" + name); }
  var form = id("search"), list = id("found"), more = id("more"), status = id("status"), field = form.elements;
  var files = form.getAttribute("data-files"), cache = {}, index, fold, q, FEW = 4;
  var LETTER = /[a-z0-9\u00c0-\u024f\u0370-\u052f]/;
  var HAN = /[\u3005-\u3007\u3041-\u30fa\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]|[\ud840-\ud8bf][\udc00-\udfff]/g;
  var TOKEN = new RegExp(LETTER.source + "+|(?:" + HAN.source + ")+", "g");

  function say(key, n) { status.textContent = form.getAttribute("data-" + key).replace("{n}", n); }

  function get(urls, done) {
    var left = 1, query = q, asked = {};
    function got() {
      if (!--left && query === q) { done(urls.map(function (url) { return cache[url]; })); }
    }
    urls.forEach(function (url) {
      if (url in cache || asked[url]) { return; }
      var x = new XMLHttpRequest();
      asked[url] = left++;
      x.open("GET", url);
      x.onload = x.onerror = function () {
        if (x.status === 200) {
          cache[url] = x.responseText;
          query.spent += x.responseText.length;
          got();
        } else if (query === q) {
          index = 0;
          if (q.again) { say("failed"); } else { start(1); }
        }
      };
      x.send();
    });
    got();
  }

  function folded(text) {
    text = text.replace(/[A-Z\u00c0-\u052f\u3000\uff01-\uff5e]/g, function (c) {
      var code = c.charCodeAt(0);
      c = code === 0x3000 ? " " : code > 0xff00 ? String.fromCharCode(code - 0xfee0) : c;
      return c.toLowerCase().length > 1 ? c : c.toLowerCase();
    });
    text = text.replace(/[[〔【]/g, "(").replace(/[\]〕】]/g, ")").replace(/[‐-―]/g, "-");
    return fold ? text.replace(/[\u3400-\u9fff]/g, function (c) { return fold[c] || c; }) : text;
  }
  function learn(done) {
    get([files + index.fold], function (texts) {
      fold = {};
      texts[0].replace(/(.)(.)/g, function (pair, a, b) { fold[a] = b; });
      done();
    });
  }

  function numbers(text) {
    for (var out = [], sum = 0, unit = 1, i = 0; i < text.length; i++) {
      var digit = text.charCodeAt(i) - 48;
      sum += digit % 32 * unit;
      unit *= 32;
      if (digit < 32) { out.push(sum); sum = 0; unit = 1; }
    }
    return out;
  }

  function parse(text) {
    var singles = [], letters = [];
    function term(a, b, word) {
      return { hash: (a.charCodeAt(0) * 2053 + (b ? b.charCodeAt(0) : 0)) % 1000003, n: {}, rows: {}, top: {}, more: {}, word: word,
        line: new RegExp("\n" + (word ? word + (b ? "[^ \n]* " : " ") : a + b) + "([!-~]*)(?=\n)", "g") };
    }
    q = { words: [], terms: [], blocks: [], queue: [], shown: {}, spent: 0, done: 0, tried: 0, total: 0 };
    folded(text).split(/\s+/).forEach(function (word) {
      (word.match(TOKEN) || []).forEach(function (token, first) {
        var c = token.match(HAN), pairs = c && c.length - 1, i = 0;
        if (!first) { q.words.push(word); }
        if (!c) {
          (token.charAt(1) ? q.terms : letters).push(term(token, token.charAt(1), token.slice(0, 24)));
        } else if (!pairs) {
          singles.push(term(token, ""));
        }
        for (; i < pairs && i < 5; i += pairs > 3 ? 2 : 1) { q.terms.push(term(c[i], c[i + 1])); }
        q.exact = pairs === 1 && token === word;
      });
    });
    if (!q.terms.length) { q.terms = letters; }
    if (!q.terms.length) { q.terms = singles; q.single = q.exact = 1; }
    q.exact = q.exact && q.terms.length * q.words.length < 2;
  }

  function read(text, t, block) {
    if (block) { t.more[block] = 0; }
    text.replace(t.line, function (line, data) {
      data.split("!").forEach(function (part, top) {
        for (var codes = numbers(part), i = 0, at = 0; i < codes.length;) {
          var n = codes.length, rows = [], row = -1;
          if (!block) { at += codes[i++] + 1; n = codes[i++]; }
          var known = block || top || n <= FEW, b = block || at, set = top ? t.top : t.rows;
          for (var k = known ? n : 0; k--;) { rows.push(row += codes[i++] + 1); }
          if (!top) { t.n[b] = (t.n[b] || 0) + n; }
          set[b] = (set[b] || []).concat(rows);
          if (!known) { t.more[b] = 1; }
        }
      });
    });
  }

  function shard(block) {
    return function (t) { return block.folder + t.hash % block.shards + ".txt"; };
  }

  function start(again) {
    parse(field.q.value.slice(0, 100));
    q.again = again;
    list.textContent = "";
    more.hidden = true;
    if (!q.words.length) { say("hint"); return; }
    say("busy");
    if (index) { search(); return; }
    var url = form.getAttribute("data-index");
    delete cache[url];
    get([url], function (texts) {
      var rows = texts[0].trim().split("\n"), summary = rows[2].split(" "), closed = 0;
      index = { fold: rows[1], folder: summary.shift(), parts: summary };
      index.blocks = rows.slice(3).reverse().map(function (row) {
        var f = row.split(" ");
        return { folder: files + f[0] + "/", shards: f[2], id: +f[3] ? ++closed : "open", year: f[0].slice(0, 4) };
      }).reverse();
      search();
    });
  }

  function search() {
    var open = index.blocks[0], parts = index.parts;
    get(q.terms.map(function (t) {
      var part = t.hash % parts.length;
      return files + index.folder + "/" + part + "-" + Math.floor(t.hash / parts.length) % parts[part] + ".txt";
    }).concat(open ? q.terms.map(shard(open)) : []), function (texts) {
      q.terms.forEach(function (t, i) {
        read(texts[i], t);
        if (open) { read(texts[i + q.terms.length], t, "open"); }
      });
      if (!fold && q.terms.some(function (t) { return !t.word && !Object.keys(t.n).length; })) {
        learn(function () { start(q.again); });
        return;
      }
      q.blocks = index.blocks.filter(function (b) {
        b.most = Math.min.apply(0, q.terms.map(function (t) { return t.n[b.id] || 0; }));
        var good = b.most && (!field.year.value || b.year === field.year.value);
        if (good) {
          q.total += b.most;
          q.queue = q.queue.concat(common(b, q.terms.map(function (t) { return t.top[b.id] || []; })));
        }
        return good;
      });
      more.onclick();
    });
  }

  function common(block, lists) {
    return lists.reduce(function (a, b) {
      return a.filter(function (row) { return b.indexOf(row) >= 0; });
    }).sort(function (a, b) { return a - b; }).map(function (row) {
      return { block: block, row: row, name: block.folder + row };
    });
  }

  function next() {
    var b = q.blocks[0], lists = [], ask;
    q.terms.forEach(function (t) { if (!t.more[b.id]) { lists.push(t.rows[b.id]); } });
    if (lists.length) {
      q.blocks.shift();
      q.queue = common(b, lists);
      fill();
      return;
    }
    ask = q.terms.slice().sort(function (s, t) { return s.n[b.id] - t.n[b.id]; }).slice(0, b.most > 2 * FEW ? 9 : 1);
    get(ask.map(shard(b)), function (texts) {
      ask.forEach(function (t, i) { read(texts[i], t, b.id); });
      next();
    });
  }

  function fill() {
    var batch = [], f;
    while (batch.length < q.size && q.queue.length && q.spent < q.budget) {
      f = q.queue.shift();
      if (!q.shown[f.name]) { q.shown[f.name] = batch.push(f); }
    }
    if (!batch.length) {
      if (q.size && q.spent < q.budget && q.blocks.length) { next(); } else { end(); }
      return;
    }
    get(batch.map(function (f) { return f.block.folder + "r.txt"; }), function (texts) {
      batch.forEach(function (f, i) { if (!f.block.pages) { describe(f.block, texts[i].split("\n")); } });
      q.tried += batch.length;
      batch = batch.filter(function (f) {
        f.page = f.block.pages[f.row];
        return (!field.branch.value || f.page.branch === field.branch.value) &&
          (f.page.section + "/").indexOf(field.column.value && field.column.value + "/") === 0;
      });
      get(batch.map(function (f) { return f.page.pack; }), check);
    });
    function check(packs) {
      var strange, good = batch.filter(function (f, i) {
        f.lines = packs[i].split("\n").slice(f.page.at, f.page.at + 3);
        f.plain = folded(f.lines[1] + "\n" + f.lines[2]);
        var is = q.words.every(function (word) { return f.plain.indexOf(word) >= 0; });
        strange = strange || (!is && !fold && /t$/.test(f.lines[0]));
        return is;
      });
      if (strange) {
        learn(function () { q.words = q.words.map(folded); check(packs); });
        return;
      }
      good.forEach(show);
      q.done += good.length;
      q.size -= good.length;
      fill();
    }
  }

  function describe(block, rows) {
    var codes = numbers(rows[2]), pack = -1, at, pages = block.pages = [];
    for (var i = 0; i < codes.length; i += 3) {
      at = codes[i + 2] ? 0 : at + 3;
      pack += codes[i + 2];
      pages.push({ section: rows[0].split("\t")[codes[i]], branch: rows[1].split("\t")[codes[i + 1] - 1],
        pack: block.folder + "t" + pack + ".txt", at: at });
    }
  }

  function end() {
    var left = q.queue.length + q.blocks.length, sure = q.exact && !field.column.value && !field.branch.value;
    more.hidden = !left;
    say(!q.done ? left ? "yet" : "none" : left && !sure ? "about" : "total",
      !left ? q.done : sure ? q.total : Math.max(q.done + 1, Math.round(q.total * q.done / q.tried)));
    if (q.single) { status.textContent += form.getAttribute("data-single"); }
  }

  more.onclick = function () {
    q.size = Math.max(10, q.done);
    q.budget = q.spent + Math.max(2e4, q.spent);
    fill();
  };

  function mark(parent, text, plain, most) {
    var at = 0, end = text.length, from, word;
    function find() {
      from = end;
      q.words.forEach(function (w) {
        var i = plain.indexOf(w, at);
        if (i >= 0 && i < from) { from = i; word = w; }
      });
      return from < end;
    }
    function put(tag, shown) { add(parent, tag).textContent = shown.replace(/\t/g, " "); }
    if (end > most) {
      at = find() && from > 30 ? from - 24 : 0;
      end = Math.min(end, at + most);
      if (at) { put("span", "…"); }
    }
    while (find()) {
      put("span", text.slice(at, from));
      put("mark", text.slice(from, at = from + word.length));
    }
    put("span", text.slice(at, end) + (end < text.length ? "…" : ""));
  }

  function add(parent, tag) { return parent.appendChild(document.createElement(tag)); }

  function show(f) {
    var item = add(list, "li"), link = add(item, "a"), about = f.lines[0].split("\t");
    link.href = about[0];
    mark(link, f.lines[1], f.plain);
    mark(add(item, "p"), f.lines[2], f.plain.slice(f.lines[1].length + 1), 110);
    add(item, "small").textContent = about[1].replace(/-/g, ".") + " " + about[2];
  }

  var names = ["q", "column", "branch", "year"];
  form.onsubmit = function () {
    history.pushState(0, "", "?" + names.map(function (name) { return name + "=" + encodeURIComponent(field[name].value); }).join("&"));
    start();
    return false;
  };
  form.onchange = function (event) { if (event.target !== field.q) { form.onsubmit(); } };
  (window.onpopstate = function () {
    names.forEach(function (name) {
      var found = new RegExp("[?&]" + name + "=([^&]*)").exec(location.search);
      try { field[name].value = found ? decodeURIComponent(found[1].replace(/\+/g, " ")) : ""; } catch (e) {}
    });
    start();
  })();
}());
