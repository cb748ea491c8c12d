// Reads calendars by ical.js and prints what it could not; one line a problem.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const [node, ...paths] = process.argv.slice(2);
const ICAL = createRequire(node + "/")("ical.js");

for (const path of paths) {
  try {
    const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
    const events = calendar.getAllSubcomponents("vevent");
    if (!events.length) console.log(`${path}: no event`);
    for (const component of events) {
      const event = new ICAL.Event(component, { strictExceptions: true });
      const from = event.startDate.toJSDate().getTime();
      const to = event.endDate.toJSDate().getTime();
      if (!(from <= to)) console.log(`${path}: ${event.uid}: from ${event.startDate} to ${event.endDate}`);
      if (!event.summary.trim()) console.log(`${path}: ${event.uid}: no summary`);
    }
  } catch (error) {
    console.log(`${path}: ${error}`);
  }
}
