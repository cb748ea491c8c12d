// A reader whose index is of an old portal while the files are already those of the new one.
import { readFileSync } from "node:fs";
import { Page, client } from "./page.mjs";

const task = JSON.parse(readFileSync(process.argv[2], "utf8"));
const problems = [];
const page = new Page(client(task.old), task.old);
await page.ask("党费", { first: true });
page.portal = task.new;
const answer = await page.ask(task.words);
if (answer.rows.length !== 1) { problems.push(`${answer.status}: ${answer.rows.length} rows`); }
if (!page.asked.some((url) => url.endsWith("/search/index.txt"))) { problems.push("the index was not asked for again"); }
// What does not come back is told, and not asked for without end.
const lost = new Page(client(task.old), task.old);
lost.portal = task.old + "/nowhere";
const failed = await lost.ask("党费");
if (failed.status !== "failed" || failed.requests > 4) { problems.push(`${failed.status} after ${failed.requests} requests`); }
process.stdout.write(JSON.stringify({ problems }) + "\n");
