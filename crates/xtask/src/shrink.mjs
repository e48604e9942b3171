// Makes one small style sheet of a page's several, scripts and WebAssembly small, and of the WebAssembly two: one for the
// first rows, and one that is fetched later. Their names follow their content, so that browsers may keep them for ever.
// Arguments: the folder that trunk built, the folder of npm's modules, the program that cuts (crates/wasm-halves).
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { tools } from "./wasm.mjs";

const [folder, modules, cutter] = process.argv.slice(2);
const { transform } = createRequire(import.meta.url)(join(modules, "esbuild"));

const { prune, rename, cut } = tools(modules, cutter);

const read = (name) => readFileSync(join(folder, name), "utf8");
const integrity = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;

/** A view may go before the second half has come: what drops a value is there from the beginning. */
const KEPT = ["core::ptr::drop_in_place"];

const MODULE = { format: "esm", treeShaking: true };

async function small(content, loader) {
  const { code } = await transform(content, { loader, minify: true, ...(loader === "js" && MODULE), target: "es2022" });
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

/**
 * Cuts the WebAssembly in two, writes the first half in its place and the second as a file of its own. Says the script's new
 * content: it fetches the second half where `src/later.rs` asks for it.
 */
function inHalves(script, wasm, stem) {
  const halves = cut(script, wasm, (name, content) => {
    const options = JSON.stringify({ integrity: integrity(content) });
    return `const response = await fetch(new URL("${name}", import.meta.url), ${options});
  await __wbg_load(response, { first: wasm, ...__wbg_get_imports() });`;
  }, (content) => write(`${stem}-later`, "wasm", content, []), KEPT);
  // It is the only one.
  rmSync(join(folder, "snippets"), { recursive: true });
  html = html.replace(new RegExp(`<link[^>]*${halves.snippet}[^>]*>`), "");
  return halves.script;
}

/** Puts a file with another content in the place of one that `index.html` names. */
function replace(before, stem, extension, content) {
  const old = integrity(readFileSync(join(folder, before)));
  const name = write(stem, extension, content, [before]);
  html = html.replaceAll(before, name).replaceAll(old, integrity(content));
}

const [script] = html.match(/[\w.-]+-[0-9a-f]+\.js\b/) ?? [];
if (script) {
  const stem = script.slice(0, script.lastIndexOf("-"));
  let js = read(script);
  const [wasm] = html.match(/[\w.-]+-[0-9a-f]+_bg\.wasm\b/) ?? [];
  if (wasm) {
    const [pruned, renamed] = ["pruned.wasm", "renamed.wasm"].map((name) => join(folder, name));
    js = rename(prune(js, join(folder, wasm), pruned), pruned, renamed);
    js = inHalves(js, renamed, stem);
    replace(wasm, stem, "wasm", readFileSync(renamed));
    [pruned, renamed].forEach((file) => rmSync(file));
  }
  replace(script, stem, "js", await small(js, "js"));
}

// The page's own script asks for it in the next line; asked for twice, browsers may load it twice.
html = html.replace(/<link rel="modulepreload"[^>]*>/, "");

// Browsers ask for an icon again and again.
html = html.replace(/(<link rel="icon"[^>]*href=")([\w.-]+\.svg)"/, (whole, link, icon) => {
  return `${link}data:image/svg+xml,${encodeURIComponent(read(icon)).replaceAll("%20", " ").replaceAll("%3D", "=")}"`;
});

// What the comments and the indentation say is said in the source.
writeFileSync(join(folder, "index.html"), html.replace(/<!--[^]*?-->/g, "").replace(/\n\s*/g, "\n"));
