// Object storage for deliveries: s3rver, which leaves out what is asked of a bucket about versions.
// That is answered here for it, as the S3 API has it, by the bucket's name; "mute" stays as it is.
const { createRequire } = require("node:module");
const [node, place, port] = process.argv.slice(2);
const S3rver = createRequire(node + "/")("s3rver");

const STATES = { plain: "", kept: "Enabled", paused: "Suspended" };
const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

const server = new S3rver({
  address: "127.0.0.1",
  port: Number(port),
  directory: place,
  silent: true,
  configureBuckets: [...Object.keys(STATES), "mute"].map((name) => ({ name })),
});
server.middleware.unshift(async (ctx, next) => {
  const state = STATES[ctx.path.split("/")[1]];
  const asked = ctx.method === "GET" && "versioning" in ctx.query;
  if (!asked || state === undefined) return next();
  const status = state ? `<Status>${state}</Status>` : "";
  ctx.type = "application/xml";
  ctx.body =
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<VersioningConfiguration xmlns="${NAMESPACE}">${status}</VersioningConfiguration>`;
});
server.run();
