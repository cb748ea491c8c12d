/* What chinese-days says of the years that the portal has tables for: days off and make-up days
   that differ from the week, and the nth working day of the windows that are asked for on standard
   input, one a line: OPENS N same|next. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { argv } from "node:process";

const days = createRequire(argv[2] + "/")("chinese-days");
const years = argv.slice(3).map(Number);
const iso = (date) => date.toISOString().slice(0, 10);
const step = (date) => new Date(date.getTime() + 864e5);

const table = {};
for (const year of years) {
  const off = [],
    work = [];
  for (let d = new Date(Date.UTC(year, 0, 1)); d.getUTCFullYear() === year; d = step(d)) {
    const weekend = d.getUTCDay() % 6 === 0;
    if (days.isWorkday(iso(d)) === !weekend) continue;
    (weekend ? work : off).push(iso(d));
  }
  table[year] = { off, work };
}

const windows = readFileSync(0, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => {
    const [opens, n, start] = line.split(" ");
    let d = new Date(opens + "T00:00:00Z");
    if (start === "next") d = step(d);
    for (let left = Number(n); ; d = step(d)) {
      if (days.isWorkday(iso(d)) && --left === 0) return iso(d);
    }
  });

console.log(JSON.stringify({ table, windows }));
