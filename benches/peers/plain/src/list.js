// The list of keys: pages of 100, appended as one scrolls.
import { fetchCatalog, fetchKey, fetchKeys } from "../../shared/api.js";
import { accessText, formatDate, grantedOf, prepare } from "../../shared/model.js";

const byId = (id) => document.getElementById(id);

/** Loads the list and keeps it going. */
export function startList() {
  const table = byId("keys");
  const status = byId("list-status");
  const template = byId("key-row").content.firstElementChild;
  let search = "";
  let cursor = null;
  let abort = null;

  const row = ({ app_id, note, access_summary, created_at }) => {
    const body = template.cloneNode(true);
    const [id, noted, access, created, actions] = body.firstElementChild.children;
    id.textContent = app_id;
    noted.textContent = note || "No note";
    access.textContent = accessText(access_summary);
    created.textContent = formatDate(created_at);
    actions.firstElementChild.dataset.key = app_id;
    return body;
  };

  async function load(from) {
    abort?.abort();
    const { signal } = (abort = new AbortController());
    table.setAttribute("aria-busy", "true");
    try {
      const page = await fetchKeys({ search, cursor: from, signal });
      const rows = page.keys.map(row);
      if (from === null) table.replaceChildren(table.tHead, ...rows);
      else table.append(...rows);
      cursor = page.next_cursor;
      status.textContent = table.tBodies.length === 0 ? "No API keys" : "";
    } catch (error) {
      if (signal.aborted) return;
      status.textContent = error.message;
    }
    abort = null;
    table.setAttribute("aria-busy", "false");
  }

  // The next page is loaded before its place comes into sight.
  const atEnd = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (isIntersecting && cursor !== null && abort === null) load(cursor);
    },
    { rootMargin: "600px" },
  );
  atEnd.observe(status);
  table.addEventListener("click", ({ target }) => {
    const button = target.closest("button[data-key]");
    if (button !== null) toggleAccess(button);
  });
  byId("search-keys").addEventListener("change", ({ target }) => {
    search = target.value;
    load(null);
  });
  load(null);
  return { reload: () => load(null) };
}

/** Shows what a key may do, or hides it. */
async function toggleAccess(button) {
  const appId = button.dataset.key;
  const body = button.closest("tbody");
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  if (!open) {
    body.lastElementChild.remove();
    return;
  }
  const cell = body.insertRow().insertCell();
  cell.colSpan = 5;
  const region = document.createElement("section");
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", `Access of ${appId}`);
  region.textContent = "Loading…";
  cell.append(region);
  try {
    const [key, catalog] = await Promise.all([fetchKey(appId), fetchCatalog(prepare)]);
    region.replaceChildren(accessList(grantedOf(catalog, key.access)));
  } catch (error) {
    region.textContent = error.message;
  }
}

/** The categories; the endpoints of one on demand. */
function accessList(categories) {
  const list = document.createElement("ul");
  for (const { name, extent, endpoints } of categories) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = `${name} ${extent}`;
    details.append(summary);
    details.addEventListener("toggle", () => details.append(endpointList(endpoints)), { once: true });
    const item = document.createElement("li");
    item.append(details);
    list.append(item);
  }
  return list;
}

function endpointList(endpoints) {
  const list = document.createElement("ul");
  for (const { id, summary } of endpoints) {
    const item = document.createElement("li");
    item.textContent = `${id} ${summary}`;
    list.append(item);
  }
  return list;
}
