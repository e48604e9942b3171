// The static home's start: what the page asks of the Deployment API is answered in this tab, by the module beside this
// file. Everything else goes where it always goes.
import init, { announce as show, answer } from "./demo.js";

const api = new URL("api/", document.baseURI).href;
const network = window.fetch;

let loading;
/** The module, once it is there; asked for again when it could not be loaded. */
function module() {
  loading ??= init({ module_or_path: new URL("demo_bg.wasm", import.meta.url) }).catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** As fetch has it: who no longer waits is told so at once. */
function unlessAborted(signal, work) {
  signal.throwIfAborted();
  return Promise.race([
    work,
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true })),
  ]);
}

async function ask(request) {
  await module();
  return answer(request);
}

window.fetch = async (input, options) => {
  const url = input instanceof Request ? input.url : new URL(input, document.baseURI).href;
  if (!url.startsWith(api)) return network(input, options);
  const request = new Request(input, options);
  return unlessAborted(request.signal, ask(request));
};

// A link to the API, such as that of an export, has nothing to lead to: what it names is answered here and saved.
document.addEventListener("click", async (click) => {
  const link = click.target instanceof Element && click.target.closest("a[href]");
  if (!link || !link.href.startsWith(api)) return;
  click.preventDefault();
  const answer = await fetch(link.href);
  const [, name] = /filename="([^"]*)"/.exec(answer.headers.get("content-disposition")) ?? [];
  const file = URL.createObjectURL(await answer.blob());
  Object.assign(document.createElement("a"), { href: file, download: name ?? "" }).click();
  setTimeout(() => URL.revokeObjectURL(file), 60_000);
});

/** Resolves once the page has drawn its content, for which it may wait for the texts of a language. */
function drawn() {
  return new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector("main")) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    look();
  });
}

/** Says on the page that it is a demo, once the page is there. */
export async function announce() {
  await Promise.all([module(), drawn()]);
  show();
}
