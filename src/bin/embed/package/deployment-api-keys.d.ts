/** What a key's events say: never the secret. */
export interface KeyEventDetail {
  /** The App ID of the key. */
  appId: string;
}

/** Why something did not succeed. The element has said it to the person already, in words. */
export interface ErrorEventDetail {
  /**
   * - `unreachable`, `timed-out`: no answer came, or none in time.
   * - `problem`: the Deployment API answered with a problem; `status`, `type` and `title` are those of RFC 9457. Without a
   *   usable token `status` is 401.
   * - `unexpected`: the answer, of this `status`, was none of the Deployment API's.
   * - `endpoint`: the attribute `endpoint` is no address.
   * - `locale`: the texts of the language could not be loaded.
   * - `load`: the element's WebAssembly could not be loaded; `message` has the browser's words.
   * - `stopped`: the element's WebAssembly has come to an end by a fault of its own; what it shows stays, and the person is
   *   offered to begin again. `message` has the browser's words.
   */
  reason: "unreachable" | "timed-out" | "problem" | "unexpected" | "endpoint" | "locale" | "load" | "stopped";
  status?: number;
  type?: string;
  title?: string;
  message?: string;
}

/** The events of the element. All of them bubble and are composed. */
export interface DeploymentApiKeysEventMap {
  "key-created": CustomEvent<KeyEventDetail>;
  /** Edited, disabled, enabled, or given a new secret. */
  "key-updated": CustomEvent<KeyEventDetail>;
  "key-deleted": CustomEvent<KeyEventDetail>;
  error: CustomEvent<ErrorEventDetail>;
}

export type Locale = "en" | "zh-Hans" | "ja";
export type Theme = "light" | "dark" | "system";

/** What can be written in HTML. */
export interface DeploymentApiKeysAttributes {
  /** The base URL of the Deployment API: `https://console.example.com/api`. */
  endpoint?: string;
  /** The id of the deployment. */
  deployment?: string;
  /** The language; that of the page without. */
  locale?: Locale | (string & {});
  /** Light or dark; as the system has it without. */
  theme?: Theme;
}

/** What can be given in code only. */
export interface DeploymentApiKeysProperties {
  /**
   * Resolves to the bearer token for the Deployment API. It is kept as long as it is good; when the API answers 401, it is
   * asked for once more.
   */
  getToken: (() => Promise<string> | string) | null;
  /** Sends a request in the place of the browser's `fetch`; the token is in it. */
  fetch: ((request: Request) => Promise<Response>) | null;
}

/** `<deployment-api-keys>`: the API keys of one deployment. */
export declare class DeploymentApiKeys extends HTMLElement implements DeploymentApiKeysProperties {
  endpoint: string;
  deployment: string;
  locale: string;
  theme: string;
  getToken: (() => Promise<string> | string) | null;
  fetch: ((request: Request) => Promise<Response>) | null;
  /** Asks for what is shown again. */
  refresh(): void;

  addEventListener<Name extends keyof DeploymentApiKeysEventMap>(
    type: Name,
    listener: (this: DeploymentApiKeys, event: DeploymentApiKeysEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends Exclude<keyof HTMLElementEventMap, keyof DeploymentApiKeysEventMap>>(
    type: Name,
    listener: (this: DeploymentApiKeys, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<Name extends keyof DeploymentApiKeysEventMap>(
    type: Name,
    listener: (this: DeploymentApiKeys, event: DeploymentApiKeysEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | EventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "deployment-api-keys": DeploymentApiKeys;
  }

  interface HTMLElementEventMap {
    "key-created": CustomEvent<KeyEventDetail>;
    "key-updated": CustomEvent<KeyEventDetail>;
    "key-deleted": CustomEvent<KeyEventDetail>;
  }
}

/** The element in JSX, for React 19: `onkey-created={…}` listens for `key-created`. */
export interface DeploymentApiKeysJsx extends DeploymentApiKeysAttributes, Partial<DeploymentApiKeysProperties> {
  key?: string | number | bigint | null;
  ref?: ((element: DeploymentApiKeys | null) => void | (() => void)) | { current: DeploymentApiKeys | null } | null;
  id?: string;
  class?: string;
  className?: string;
  slot?: string;
  hidden?: boolean;
  style?: object;
  "onkey-created"?: (event: CustomEvent<KeyEventDetail>) => void;
  "onkey-updated"?: (event: CustomEvent<KeyEventDetail>) => void;
  "onkey-deleted"?: (event: CustomEvent<KeyEventDetail>) => void;
  onerror?: (event: CustomEvent<ErrorEventDetail>) => void;
}
