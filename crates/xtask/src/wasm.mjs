// What is done to the WebAssembly of a page, wherever the page is to be: `shrink.mjs` makes the console's files, `embed.mjs`
// those of the custom element.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What browsers have that the page asks for anyway. */
const FEATURES = [
  "bulk-memory", "bulk-memory-opt", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types",
  "multivalue", "call-indirect-overlong",
].map((feature) => `--enable-${feature}`);

/**
 * How small WebAssembly is made, for brotli: what is written the same way again and again weighs little, so functions that
 * are alike stand beside one another, in the order of their names, and none is put into another. The first bytes of memory
 * are the far end of the stack: no value of the page has an address down there.
 */
const SMALL = [
  "--flatten", "--rereloop", "-Oz", "-Oz", "--low-memory-unused", "--reorder-functions-by-name",
  ..."--one-caller-inline-max-function-size 20 --always-inline-max-function-size 0".split(" "),
];

/**
 * What stands in the second half: modules of the page, by the names of their functions. Nothing of them runs before
 * `src/later.rs` has that half.
 */
const LATER = [
  "later::Draw", "shortcuts::dialog", "audit::page", "audit::detail", "audit::entry", "audit::filters", "audit::what", "permissions",
  ...["access_view", "conflict", "create", "delete", "deletion", "edit", "expiry", "form", "life", "starts"].map((name) => `keys::${name}`),
].map((module) => `console::${module}`);

/** The tools, by npm's folder and the program that cuts (crates/wasm-halves). */
export function tools(modules, cutter) {
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
   * Cuts the WebAssembly in two and writes the first half in its place. `keep` is given the second one and says its name;
   * `load` is given both and says what fetches it. Functions that begin with one of `kept` stay in the first half. Says the
   * script's new content, and what that no longer imports.
   */
  function cut(script, wasm, load, keep, kept = []) {
    const [first, later] = ["first", "later"].map((half) => `${wasm}.${half}`);
    execFileSync(cutter, [wasm, first, later, ...LATER, ...kept.map((name) => `!${name}`)]);
    for (const half of [first, later]) {
      execFileSync(join(modules, ".bin/wasm-opt"), [...FEATURES, half, ...SMALL, "--output", half]);
    }
    const content = readFileSync(later);
    const name = keep(content);
    writeFileSync(wasm, readFileSync(first));
    [first, later].forEach((file) => rmSync(file));
    const [imported, snippet] = /^import \{ laterHalf \} from '\.\/(snippets\/[^']*)';$/m.exec(script);
    const loads = `\nconst laterHalf = async () => {\n  ${load(name, content)}\n};`;
    return { script: script.replace(imported, () => loads), snippet };
  }

  return { prune, rename, cut };
}
