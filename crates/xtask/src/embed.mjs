// Makes the npm package of the custom element: one ES module with its styles in it, its WebAssembly in two halves, the texts
// of other languages, types and documentation.
// Arguments: the folder to make, the folder into which wasm-bindgen wrote, the folder of npm's modules, the program that cuts
// (crates/wasm-halves), the version.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { tools } from "./wasm.mjs";

const [folder, bound, modules, cutter, version] = process.argv.slice(2);
const project = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const { build, transform } = createRequire(import.meta.url)(join(modules, "esbuild"));
const { prune, rename, cut } = tools(modules, cutter);
const read = (name) => readFileSync(join(project, name), "utf8");

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

/** The page's style sheets, for a shadow root. */
async function styles() {
  // A host sets a token under a name that is no other's: `--api-keys-accent`.
  const named = read("style/tokens.css").replace(/^( +)--([\w-]+): ([^;]+);/gm, "$1--$2: var(--api-keys-$2, $3);");
  // What a host's page says of the element itself is stronger than `:host`; of what stands in it, it can say nothing.
  const tokens = named.replace(/:root,\s+:host\b/, ".embedded");
  if (tokens === named) throw new Error("style/tokens.css has no tokens for a shadow root");
  // Dialogs are as wide as the window lets them be; everything else has the place that the host's page leaves.
  const inPlace = (name) => read(`style/${name}.css`).replace(/@media (\(max-width)/g, "@container $1");
  const whole = ["base", "controls", "notices", "dialog", "selector"].map((name) => read(`style/${name}.css`));
  const content = [tokens, ...whole, ...["page", "keys", "trail", "access", "cards"].map(inPlace), read("style/embed.css")].join("\n");
  return (await transform(content, { loader: "css", minify: true, target: "es2022" })).code;
}

/**
 * What wasm-bindgen wrote, as a function: each element has an instance of its own, with a memory that goes when it goes, a
 * language of its own, and no way to another's.
 */
function factory() {
  const wasm = join(bound, "embed_bg.wasm");
  const [pruned, renamed] = ["pruned.wasm", "renamed.wasm"].map((name) => join(bound, name));
  const script = rename(prune(readFileSync(join(bound, "embed.js"), "utf8"), wasm, pruned), pruned, renamed);
  const load = () => "await WebAssembly.instantiate(await compiledLater(), { first: own, ...__wbg_get_imports() });";
  const keep = (content) => writeFileSync(join(folder, "deployment-api-keys-later.wasm"), content);
  // The element may go before its second half has come: what drops a value is there from the beginning.
  const halves = cut(script, renamed, load, keep, ["core::ptr::drop_in_place"]);
  writeFileSync(join(folder, "deployment-api-keys.wasm"), readFileSync(renamed));
  const names = [...halves.script.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  const inner = halves.script
    // Loading is done in another way.
    .slice(0, halves.script.indexOf("async function __wbg_load("))
    .replace(/^export function/gm, "function");
  return `import { compiledLater } from "./files.js";
import { guarded } from "./guarded.js";
export async function instantiate(module, stopped) {
${inner}
const { exports: own } = await WebAssembly.instantiate(module, __wbg_get_imports());
__wbg_finalize_init({ exports: guarded(own, stopped) }, module);
return { ${names.join(", ")} };
}`;
}

const source = join(bound, "module");
rmSync(source, { recursive: true, force: true });
mkdirSync(source);
for (const name of ["element.js", "files.js", "guarded.js"]) cpSync(join(project, "src/bin/embed", name), join(source, name));
writeFileSync(join(source, "glue.js"), factory());
writeFileSync(join(source, "style.js"), `export default ${JSON.stringify(await styles())};`);
await build({
  entryPoints: [join(source, "element.js")],
  outfile: join(folder, "deployment-api-keys.js"),
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none",
});

for (const language of ["zh-Hans", "ja"]) cpSync(join(project, `src/i18n/languages/${language}.toml`), join(folder, `${language}.toml`));
for (const name of ["deployment-api-keys.d.ts", "react.d.ts", "vue.d.ts", "README.md"]) cpSync(join(project, "src/bin/embed/package", name), join(folder, name));
cpSync(join(project, "LICENSE"), join(folder, "LICENSE"));
const description = JSON.parse(read("src/bin/embed/package/package.json"));
writeFileSync(join(folder, "package.json"), `${JSON.stringify({ ...description, version }, null, 2)}\n`);
