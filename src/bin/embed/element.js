// The custom element <deployment-api-keys>. A custom element is a class, which WebAssembly cannot make: this is the class, and
// what the browser has to be asked for on its behalf. `crates/xtask/src/embed.mjs` makes one module of it and what it imports.
import { compiled, textsOf } from "./files.js";
import { instantiate } from "./glue.js";
import css from "./style.js";

const NAME = "deployment-api-keys";

const LANGUAGES = [["zh-Hans", /^zh(?!.*(Hant|TW|HK|MO))/i], ["ja", /^ja/i]];
const languageOf = (locale) => LANGUAGES.find(([, tags]) => tags.test(locale))?.[0] ?? "en";

/** What is said where the module itself cannot be loaded, or has stopped: the other texts are in it. */
const LAST_WORDS = {
  en: {
    load: "The API keys could not be loaded.",
    stopped: "Something went wrong here, and it has stopped. What was stored is safe. Begin again to go on.",
    again: { load: "Try again", stopped: "Begin again" },
  },
  "zh-Hans": {
    load: "无法加载 API 密钥。",
    stopped: "此处出现问题，已停止运行。已保存的内容不受影响。请重新开始以继续。",
    again: { load: "重试", stopped: "重新开始" },
  },
  ja: {
    load: "API キーを読み込めませんでした。",
    stopped: "ここで問題が発生し、停止しました。保存された内容に影響はありません。続けるには最初からやり直してください。",
    again: { load: "再試行", stopped: "最初からやり直す" },
  },
};

/** The style sheet of each document: one for all elements in it. */
const sheets = new WeakMap();
function sheetOf(document) {
  if (!sheets.has(document)) {
    const sheet = new document.defaultView.CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(document, sheet);
  }
  return sheets.get(document);
}

/** An answer that none has given: whoever is asked for a token has none. */
const withoutToken = () =>
  new Response(
    JSON.stringify({ type: "/problems/unauthenticated", title: "No token", status: 401, detail: "The page that embeds the keys gave no token." }),
    { status: 401, headers: { "content-type": "application/problem+json" } },
  );

/** The way to one endpoint, with the token that the host gave for it. */
class Connection {
  #host;
  #gone;
  /** The promise of the token in use. Whoever needs one waits for the same. */
  #token = null;

  constructor(host, gone) {
    this.#host = host;
    this.#gone = gone;
  }

  /** Sends a request. Refused for its token it is sent once more, with another one, for which the host is asked once. */
  send = async (request) => {
    const signal = AbortSignal.any([request.signal, this.#gone]);
    if (!this.#host.getToken) return this.#fetch(new Request(request, { signal }));
    try {
      const used = this.#current();
      const answer = await this.#sendWith(await used, request.clone(), signal);
      if (answer.status !== 401) return answer;
      // Of several that were refused the first one asks.
      if (this.#token === used) this.#token = null;
      return await this.#sendWith(await this.#current(), request, signal);
    } catch (error) {
      if (error !== NO_TOKEN) throw error;
      return withoutToken();
    }
  };

  #current() {
    if (this.#token === null) {
      const asked = Promise.resolve().then(() => this.#host.getToken()).then(
        (token) => (typeof token === "string" && token !== "" ? token : Promise.reject(NO_TOKEN)),
        () => Promise.reject(NO_TOKEN),
      );
      // Whoever is next asks again.
      asked.catch(() => {
        if (this.#token === asked) this.#token = null;
      });
      this.#token = asked;
    }
    return this.#token;
  }

  #sendWith(token, request, signal) {
    const sent = new Request(request, { signal, credentials: "omit" });
    sent.headers.set("authorization", `Bearer ${token}`);
    return this.#fetch(sent);
  }

  #fetch(request) {
    const send = this.#host.fetch ?? globalThis.fetch;
    return send(request);
  }
}
const NO_TOKEN = Symbol("no token");

/** Where there is no page, as on a server that draws pages, the module can be imported all the same. */
const Base = globalThis.HTMLElement ?? class {};

export class DeploymentApiKeys extends Base {
  static observedAttributes = ["endpoint", "deployment", "locale", "theme"];

  #place;
  /** What there is as long as the element is on a page. */
  #life = null;
  /** What the host has given as properties. */
  #given = { getToken: null, fetch: null };
  #changing = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
    this.#place = document.createElement("div");
    this.#place.className = "embedded";
    this.#place.setAttribute("part", "content");
    this.#place.dir = "ltr";
    this.shadowRoot.append(this.#place);
  }

  get getToken() {
    return this.#given.getToken;
  }
  set getToken(getToken) {
    const first = !this.#given.getToken && getToken;
    this.#given.getToken = getToken ?? null;
    // What was refused without any is asked for again. Another function is asked when a token is needed next: hosts that
    // draw themselves anew set one each time.
    if (first && this.#life) {
      this.#life.shown = null;
      this.#change();
    }
  }

  get fetch() {
    return this.#given.fetch;
  }
  set fetch(fetch) {
    this.#given.fetch = fetch ?? null;
  }

  /** Asks for what is shown again. */
  refresh() {
    this.#life?.page?.refresh();
  }

  connectedCallback() {
    this.#dress();
    if (this.#life) {
      this.#openAgain();
      return;
    }
    // What was set before the class was there stands in its way.
    for (const name of ["getToken", "fetch", ...DeploymentApiKeys.observedAttributes]) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    this.#begin();
  }

  /** It was moved by `moveBefore`: nothing has happened, but that Firefox takes a modal dialog off the top layer. */
  connectedMoveCallback() {
    this.#openAgain();
  }

  disconnectedCallback() {
    // Whoever moves it puts it elsewhere at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  adoptedCallback() {
    this.#dress();
  }

  attributeChangedCallback() {
    this.#change();
  }

  #dress() {
    const { defaultView } = this.ownerDocument;
    if (defaultView) this.shadowRoot.adoptedStyleSheets = [sheetOf(this.ownerDocument)];
  }

  /** A dialog that was moved with the element is no longer above everything else. */
  #openAgain() {
    for (const dialog of this.shadowRoot.querySelectorAll("dialog[open]:not(:modal)")) {
      dialog.removeAttribute("open");
      dialog.showModal();
    }
  }

  async #begin() {
    const gone = new AbortController();
    const life = { page: null, stopped: null, gone, shown: null, spoken: null };
    this.#life = life;
    this.#theme();
    try {
      const page = await instantiate(await compiled(), (error) => this.#stopped(life, error));
      if (this.#life !== life) return;
      this.#place.replaceChildren();
      page.start(this.#place);
      life.page = page;
    } catch (error) {
      if (this.#life === life) this.#place.replaceChildren(this.#lastWords("load", error));
      return;
    }
    this.#apply();
  }

  #end() {
    const life = this.#life;
    this.#life = null;
    if (!life) return;
    try {
      life.stopped?.stop();
    } catch {
      // As much of it as there is to take away.
    }
    try {
      life.page?.stop();
    } finally {
      life.gone.abort();
      this.#place.replaceChildren();
    }
  }

  /** Its WebAssembly has stopped. What it shows stays, for it may be a secret. */
  #stopped(life, error) {
    if (this.#life !== life || life.page === null) return;
    life.stopped = life.page;
    life.page = null;
    // A dialog is the only place that a person can reach while it is open.
    const place = this.shadowRoot.querySelector("dialog:modal > *") ?? this.#place;
    place.prepend(this.#lastWords("stopped", error));
  }

  /** Several attributes are changed one after the other: what they say together counts. */
  #change() {
    if (!this.#life || this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => {
      this.#changing = false;
      if (this.#life) this.#apply();
    });
  }

  #apply() {
    const { page } = this.#life;
    this.#theme();
    if (!page) return;
    this.#speak();
    this.#show();
  }

  #theme() {
    const theme = this.getAttribute("theme");
    if (theme === "light" || theme === "dark") this.#place.dataset.theme = theme;
    else delete this.#place.dataset.theme;
  }

  #show() {
    const life = this.#life;
    const [endpoint, deployment] = [this.getAttribute("endpoint"), this.getAttribute("deployment")];
    const wanted = endpoint && deployment ? JSON.stringify([endpoint, deployment]) : "";
    if (wanted === life.shown) return;
    life.shown = wanted;
    if (wanted === "") {
      life.page.show_nothing();
      return;
    }
    let base;
    try {
      base = new URL(endpoint, this.ownerDocument.baseURI).href.replace(/\/+$/, "");
    } catch {
      life.page.show_nothing();
      this.#tell("error", { reason: "endpoint" });
      return;
    }
    const connection = new Connection(this.#given, life.gone.signal);
    life.page.show(base, deployment, connection.send, (name, detail) => this.#tell(name, detail));
  }

  async #speak() {
    const life = this.#life;
    const tag = languageOf(this.getAttribute("locale") ?? this.ownerDocument.documentElement.lang);
    if (tag === life.spoken) return;
    const first = life.spoken === null;
    life.spoken = tag;
    let texts = "";
    let spoken = tag;
    try {
      texts = await textsOf(tag, life.gone.signal);
    } catch {
      if (this.#life !== life || life.spoken !== tag) return;
      this.#tell("error", { reason: "locale" });
      life.spoken = "";
      if (!first) return;
      spoken = "en";
    }
    if (this.#life !== life || (life.spoken !== tag && life.spoken !== "")) return;
    this.#place.lang = spoken;
    life.page.speak(spoken, texts);
  }

  /** Said once whoever has brought it about is done: a listener may do anything. */
  #tell(name, detail) {
    queueMicrotask(() => this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail })));
  }

  #lastWords(reason, cause) {
    const words = LAST_WORDS[languageOf(this.getAttribute("locale") ?? this.ownerDocument.documentElement.lang)];
    const text = document.createElement("p");
    text.textContent = words[reason];
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = words.again[reason];
    button.addEventListener("click", () => {
      this.#end();
      this.#begin();
    });
    const notice = document.createElement("div");
    notice.className = "notice notice-error notice-last";
    notice.setAttribute("role", "alert");
    notice.append(text, button);
    this.#tell("error", { reason, message: String(cause) });
    return notice;
  }
}

for (const name of DeploymentApiKeys.observedAttributes) {
  Object.defineProperty(DeploymentApiKeys.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(name) ?? "";
    },
    set(value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, value);
    },
  });
}

// Two copies of the module on one page: the first one is it.
if (globalThis.customElements && !customElements.get(NAME)) customElements.define(NAME, DeploymentApiKeys);
