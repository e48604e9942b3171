// Makes one small style sheet of a page's several, and scripts and WebAssembly small. Their names follow their content, so
// that browsers may keep them for ever.
// Arguments: the folder that trunk built, and the folder of npm's modules.
import { execFileSync } from "node:child_process";
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

/**
 * Gives what script and WebAssembly have from each other names of a letter or two: those of wasm-bindgen end in hashes,
 * which do not compress. Writes the WebAssembly anew as `renamed` and says the script's new content.
 */
function rename(script, wasm, renamed) {
  const pass = "--minify-imports-and-exports-and-modules";
  const map = JSON.parse(execFileSync(join(modules, ".bin/wasm-opt"), [wasm, pass, "--output", renamed]));
  const imports = new Map(map.imports.map(([, long, short]) => [long, short]));
  const exports = new Map(map.exports);
  return script
    .replace(/^(\s+)(__wb\w+):/gm, (whole, indent, name) => (imports.has(name) ? `${indent}${imports.get(name)}:` : whole))
    .replace(/\bwasm\.(\w+)/g, (whole, name) => (exports.has(name) ? `wasm.${exports.get(name)}` : whole))
    .replace(/"\.\/\w+_bg\.js":/, '"a":');
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
    const renamed = join(folder, "renamed.wasm");
    js = rename(js, join(folder, wasm), renamed);
    replace(wasm, stem, "wasm", readFileSync(renamed));
    rmSync(renamed);
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
