// Makes one small style sheet of a page's several, and its scripts small. Their names follow their content, so that
// browsers may keep them for ever.
// Arguments: the folder that trunk built, and the folder of npm's modules.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, modules] = process.argv.slice(1);
const { transform } = createRequire(import.meta.url)(join(modules, "esbuild"));

const read = (name) => readFileSync(join(folder, name), "utf8");
const integrity = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;

async function small(content, loader) {
  const { code } = await transform(content, { loader, minify: true, format: loader === "js" ? "esm" : undefined, target: "es2022" });
  return code;
}

/** Writes `content` as `STEM-HASH.EXTENSION`, in the place of `before`, and says the name. */
function write(stem, extension, content, before) {
  const name = `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${extension}`;
  for (const other of before) rmSync(join(folder, other));
  writeFileSync(join(folder, name), content);
  return name;
}

let html = read("index.html");

const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]*?)([^"/]+\.css)"[^>]*>\s*/g)];
if (sheets.length > 0) {
  const names = sheets.map(([, , name]) => name);
  const css = await small(names.map(read).join("\n"), "css");
  const name = write("page", "css", css, names);
  const link = `<link rel="stylesheet" href="${sheets[0][1]}${name}" integrity="${integrity(css)}">`;
  html = sheets.reduce((html, [whole], place) => html.replace(whole, place === 0 ? link : ""), html);
}

const scripts = new Set([...html.matchAll(/['"/]([\w.-]+)-[0-9a-f]+\.js['"]/g)].map(([match]) => match.slice(1, -1)));
for (const before of scripts) {
  const content = read(before);
  const js = await small(content, "js");
  const name = write(before.slice(0, before.lastIndexOf("-")), "js", js, [before]);
  html = html.replaceAll(before, name).replaceAll(integrity(content), integrity(js));
}

// What the comments and the indentation say is said in the source.
writeFileSync(join(folder, "index.html"), html.replace(/<!--[^]*?-->/g, "").replace(/\n\s*/g, "\n"));
