// The requests of the page: the Deployment API of this origin, signed in by the browser's cookie.

const deployment = location.pathname.split("/").pop();
const base = `/api/deployments/${deployment}`;

async function send(path, init) {
  const response = await fetch(base + path, init);
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? problem.title ?? `The server answered ${response.status}.`);
  }
  return response.json();
}

/** What the deployment is. */
export const fetchDeployment = () => send("");

/** A page of the list: 100 keys from a cursor on. */
export function fetchKeys({ search, cursor, signal }) {
  const query = new URLSearchParams({ limit: "100" });
  if (search) query.set("search", search);
  if (cursor) query.set("cursor", cursor);
  return send(`/keys?${query}`, { signal });
}

/** A key with its whole access. */
export const fetchKey = (appId) => send(`/keys/${encodeURIComponent(appId)}`);

let catalog;

/** The endpoints that keys can be given: loaded when first needed, then kept. */
export function fetchCatalog(prepare) {
  catalog ??= send("/catalog").then(prepare);
  return catalog;
}

/** Makes a key; the answer holds its secret. */
export const createKey = (note, endpoints) =>
  send("/keys", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({ note, access: { type: "endpoints", endpoints } }),
  });
