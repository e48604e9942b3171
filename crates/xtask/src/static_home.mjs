// Makes a folder for any static host of the page and of the demo module: a complete demo, under whatever path it stands.
// Arguments: the page as it is served, what wasm-bindgen has made of the demo module, the module's sources, the folder of
// npm's modules, the folder to make, the example for nginx.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [page, bindings, sources, modules, folder, nginx] = process.argv.slice(1);
const { buildSync, transformSync } = createRequire(import.meta.url)(join(modules, "esbuild"));

const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 16);
const integrity = (content) => `sha384-${createHash("sha384").update(content).digest("base64")}`;

/** Names that follow their content: browsers may keep these files for ever. */
const forever = [];

function write(stem, extension, content) {
  const name = `${stem}-${hash(content)}.${extension}`;
  writeFileSync(join(folder, name), content);
  forever.push(name);
  return name;
}

const html = readFileSync(join(page, "index.html"), "utf8");

/** What the pattern finds in the page as it is served. */
function found(pattern, what) {
  const match = pattern.exec(html);
  if (!match) throw new Error(`${page}/index.html has no ${what}`);
  return match[1] ?? match[0];
}

mkdirSync(folder, { recursive: true });
const sheet = found(/href="\/([\w-]+\.css)"/, "style sheet");
const script = found(/from '\/([\w-]+\.js)'/, "script");
const wasm = found(/module_or_path: '\/([\w-]+\.wasm)'/, "WebAssembly");
for (const name of readdirSync(page)) {
  if (!/\.(js|wasm|svg)$/.test(name)) continue;
  copyFileSync(join(page, name), join(folder, name));
  if (!name.endsWith(".svg")) forever.push(name);
}

cpSync(join(page, "languages"), join(folder, "languages"), { recursive: true, filter: (name) => !/\.(br|gz)$/.test(name) });

const own = transformSync(readFileSync(join(sources, "demo.css"), "utf8"), { loader: "css", minify: true, target: "es2022" });
const css = readFileSync(join(page, sheet), "utf8") + own.code;
const style = write("page", "css", css);

execFileSync(join(modules, ".bin/wasm-opt"), [
  ...[
    "bulk-memory", "bulk-memory-opt", "nontrapping-float-to-int", "sign-ext", "mutable-globals", "reference-types",
    "multivalue", "call-indirect-overlong",
  ].map((feature) => `--enable-${feature}`),
  "-Oz", "--strip-debug", "--strip-producers", join(bindings, "demo_bg.wasm"), "--output", join(bindings, "small.wasm"),
]);
const demoWasm = write("demo", "wasm", readFileSync(join(bindings, "small.wasm")));
copyFileSync(join(sources, "js/start.js"), join(bindings, "start.js"));
const { outputFiles } = buildSync({
  entryPoints: [join(bindings, "start.js")], bundle: true, format: "esm", minify: true, target: "es2022", write: false,
});
const demo = write("demo", "js", outputFiles[0].text.replaceAll("demo_bg.wasm", demoWasm));

// No link of the page stands in the markup: browsers would follow it before they know where the folder is.
const preferences = found(/<script>([^]*?)(?:\/\/[^\n]*\n)?window\.asked/, "script of language and theme");
const start = `${preferences}
const route = /((?<=\\/)(deployments\\/[^/]+(\\/(audit|keys\\/new|keys\\/[^/]+\\/edit))?|sign-in|index\\.html|404\\.html))?$/;
const folder = location.pathname.replace(route, "").replace(/[^/]*$/, "");
const add = (tag, attributes) => document.head.append(Object.assign(document.createElement(tag), attributes));
const isElsewhere = async () => {
const answer = await fetch("${style}").catch(() => null);
return answer && (answer.status === 404 || /html/.test(answer.headers.get("content-type")));
};
const lookAbove = async () => {
if (folder !== "/" && (await isElsewhere())) location.replace(folder.replace(/[^/]+\\/$/, ""));
};
add("base", { href: folder });
add("link", { rel: "stylesheet", href: "${style}", integrity: "${integrity(css)}", onerror: lookAbove });
for (const href of ["${wasm}", "${demoWasm}"])
add("link", { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "anonymous", href });
if (location.pathname.endsWith(".html")) history.replaceState(null, "", folder + location.search + location.hash);
`;
// Nothing is awaited at its top, for the reason that Trunk.toml gives.
const loader = `
import { announce } from "./${demo}";
import init from "./${script}";
init({ module_or_path: "${wasm}" }).then(announce);
`;
const head = found(/<meta charset[^]*?(?=<base )/, "head");
const icon = found(/<link rel="icon"[^>]*>/, "icon");
const body = found(/<body>[^]*<\/body>/, "body");
const index = `<!doctype html>
<html lang="en" data-demo>
<head>
${head}<script>${start}</script>
${icon}
<script type="module">${loader}</script>
</head>
${body}
</html>
`;
// Hosts that know no rewriting answer an address that is no file with the second: the page finds its way from there.
for (const name of ["index.html", "404.html"]) writeFileSync(join(folder, name), index);

const scripts = [start, loader].map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
const headers = {
  "Content-Security-Policy":
    `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${scripts.join(" ")}; style-src 'self'; img-src 'self' data:; ` +
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)",
  "Cross-Origin-Opener-Policy": "same-origin",
  "X-Frame-Options": "DENY",
};
const rule = (path, headers) => [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`), ""].join("\n");
const kept = { "Cache-Control": "public, max-age=31536000, immutable" };
writeFileSync(
  join(folder, "_headers"),
  "# For hosts that read this file. The paths are those of a folder at the host's root: write another before them.\n" +
    rule("/*", headers) + [...new Set(forever)].sort().map((name) => rule(`/${name}`, kept)).join(""),
);
const lines = Object.entries(headers).map(([name, value]) => `    add_header ${name} "${value}" always;`);
writeFileSync(join(folder, "nginx.conf"), readFileSync(nginx, "utf8").replace("    # HEADERS\n", `${lines.join("\n")}\n`));
