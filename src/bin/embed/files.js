// The files beside the module. Their addresses are written out: bundlers find them by that.

const FIRST = () => new URL("./deployment-api-keys.wasm", import.meta.url);
const LATER = () => new URL("./deployment-api-keys-later.wasm", import.meta.url);
const TEXTS = {
  "zh-Hans": () => new URL("./zh-Hans.toml", import.meta.url),
  ja: () => new URL("./ja.toml", import.meta.url),
};

async function load(address, signal) {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

/** Compiled once a page, however many elements there are; asked for again where that has failed. */
function once(address) {
  let module = null;
  return () => {
    module ??= compile(address()).catch((error) => {
      module = null;
      throw error;
    });
    return module;
  };
}

async function compile(address) {
  const response = await load(address);
  // Not every static host knows what WebAssembly is.
  return response.headers.get("content-type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

export const compiled = once(FIRST);
export const compiledLater = once(LATER);

/** The texts of a language. English is built in. */
export async function textsOf(tag, signal) {
  return TEXTS[tag] ? (await load(TEXTS[tag](), signal)).text() : "";
}
