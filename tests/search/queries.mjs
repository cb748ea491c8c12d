// Asks the client in node: queries.mjs TASK, a file with {portal, queries: [{words, …filters}], first}.
// Prints a line for each answer.
import { readFileSync } from "node:fs";
import { Page, client } from "./page.mjs";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const script = client(task.portal), sizes = new Map();
let page = new Page(script, task.portal, { sizes });
for (const { words, ...filters } of task.queries) {
  // With `first` every query is the first of a reader: nothing is kept.
  if (task.first) { page = new Page(script, task.portal, { sizes }); }
  const answer = await page.ask(words, { first: task.first, ...filters });
  process.stdout.write(JSON.stringify(answer) + "\n");
}
