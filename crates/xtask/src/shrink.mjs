// Makes one small style sheet of a page's several, scripts and WebAssembly small, and of the WebAssembly two: one for the
// first rows, and one that is fetched later. Their names follow their content, so that browsers may keep them for ever.
// Arguments: the folder that trunk built, the folder of npm's modules, the program that cuts (crates/wasm-halves).
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, modules, cutter] = process.argv.slice(1);
const { transform } = createRequire(import.meta.url)(join(modules, "esbuild"));

const read = (name) => readFileSync(join(folder, name), "utf8");
const integrity = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;

/** What browsers have that the page asks for anyway. */
const FEATURES = [
  "bulk-memory", "bulk-memory-opt", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types",
  "multivalue", "call-indirect-overlong",
].map((feature) => `--enable-${feature}`);

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
 * Takes out what crates bring along for pages that this one is not: classes that WebAssembly offers to scripts (there is
 * no script here that would use them), and all that only they need. Writes the WebAssembly anew as `pruned` and says the
 * script's new content.
 */
function prune(script, wasm, pruned) {
  const kept = script
    .replace(/^export class (\w+) \{\n[^]*?\n\}\n/gm, "")
    .replace(/^if \(Symbol\.dispose\) .*\n/gm, "")
    .replace(/^const \w+Finalization = [^]*?;\n/gm, "")
    .replace("export { initSync, ", "export { ");
  const names = new Set([...kept.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name));
  const roots = [...names].map((name) => ({ name, root: true, export: name }));
  const graph = `${pruned}.json`;
  writeFileSync(graph, JSON.stringify(roots));
  execFileSync(join(modules, ".bin/wasm-metadce"), [...FEATURES, "-g", wasm, "--graph-file", graph, "--output", pruned], { stdio: "ignore" });
  rmSync(graph);
  const used = new Set(WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(pruned))).map(({ name }) => name));
  // Each import is a property that begins a line; behind the last one the object ends.
  const parts = kept.split(/^(?= {8}__wb\w+:)/m).map((part) => {
    const [, name] = /^ {8}(__wb\w+):/.exec(part) ?? [];
    if (name === undefined || used.has(name)) return part;
    const end = part.indexOf("\n    };\n");
    return end === -1 ? "" : part.slice(end + 1);
  });
  return parts.join("");
}

/**
 * Gives what script and WebAssembly have from each other names of a letter or two: those of wasm-bindgen end in hashes,
 * which do not compress. Writes the WebAssembly anew as `renamed` and says the script's new content.
 */
function rename(script, wasm, renamed) {
  const pass = "--minify-imports-and-exports-and-modules";
  const map = JSON.parse(execFileSync(join(modules, ".bin/wasm-opt"), [...FEATURES, "-g", wasm, pass, "--output", renamed]));
  const imports = new Map(map.imports.map(([, long, short]) => [long, short]));
  const exports = new Map(map.exports);
  return script
    .replace(/^(\s+)(__wb\w+):/gm, (whole, indent, name) => (imports.has(name) ? `${indent}${imports.get(name)}:` : whole))
    .replace(/\bwasm\.(\w+)/g, (whole, name) => (exports.has(name) ? `wasm.${exports.get(name)}` : whole))
    .replace(/"\.\/\w+_bg\.js":/, '"a":');
}

/**
 * What stands in the second half: modules of the page, by the names of their functions. Nothing of them runs before
 * `src/later.rs` has that half.
 */
const LATER = [
  "later::Draw", "shortcuts::dialog", "audit::page", "audit::detail", "audit::entry", "audit::filters", "audit::what", "permissions",
  ...["access_view", "conflict", "create", "delete", "deletion", "edit", "expiry", "form", "life", "same_as"].map((name) => `keys::${name}`),
].map((module) => `console::${module}`);

/**
 * Cuts the WebAssembly in two, writes the first half in its place and the second as a file of its own. Says the script's new
 * content: it fetches the second half where `src/later.rs` asks for it.
 */
function cut(script, wasm, stem) {
  const [first, later] = ["first.wasm", "later.wasm"].map((name) => join(folder, name));
  execFileSync(cutter, [wasm, first, later, ...LATER]);
  for (const half of [first, later]) {
    execFileSync(join(modules, ".bin/wasm-opt"), [...FEATURES, half, "-Oz", "--output", half]);
  }
  const content = readFileSync(later);
  const name = write(`${stem}-later`, "wasm", content, []);
  writeFileSync(wasm, readFileSync(first));
  [first, later].forEach((file) => rmSync(file));
  const [imported, snippet] = /^import \{ laterHalf \} from '\.\/(snippets\/[^']*)';$/m.exec(script);
  // It is the only one.
  rmSync(join(folder, "snippets"), { recursive: true });
  html = html.replace(new RegExp(`<link[^>]*${snippet}[^>]*>`), "");
  const options = JSON.stringify({ integrity: integrity(content) });
  return script.replace(imported, `
const laterHalf = async () => {
  const response = await fetch(new URL("${name}", import.meta.url), ${options});
  await __wbg_load(response, { first: wasm, ...__wbg_get_imports() });
};`);
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
    js = cut(js, renamed, stem);
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
