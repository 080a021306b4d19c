// The weight of what a browser loads, as JavaScript under gzip -9; a build over its budget fails.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = { "first load": 60, "in the room": 120 };
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

function files(entry, seen = new Set()) {
  const chunk = manifest[entry];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  if (chunk.file.endsWith(".js")) seen.add(chunk.file);
  for (const other of chunk.imports ?? []) files(other, seen);
  return seen;
}

function kib(names) {
  let bytes = 0;
  for (const name of names) bytes += gzipSync(readFileSync(`dist/${name}`), { level: 9 }).length;
  return bytes / 1024;
}

const first = files("index.html");
const room = files("src/screens/meeting.tsx", new Set(first));
let over = false;
for (const [what, names] of [
  ["first load", first],
  ["in the room", room],
]) {
  const size = kib(names);
  console.log(`${what}: ${size.toFixed(1)} KiB of JavaScript (budget ${BUDGET[what]})`);
  over ||= size > BUDGET[what];
}
if (over) process.exit(1);
