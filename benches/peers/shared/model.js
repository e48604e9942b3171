// What is chosen from, what the filters show, and what the lines say: the same for every peer, without a view.

export const METHODS = ["GET", "POST", "PUT", "DELETE"];

/** A catalog made ready once: every endpoint with its position and a lower-case text to search. */
export function prepare({ categories }) {
  const endpoints = [];
  const prepared = categories.map(({ name, endpoints: own }, place) => {
    const first = endpoints.length;
    for (const { method, path, summary } of own) {
      const searched = `${name}\n${path}\n${summary}`.toLowerCase();
      endpoints.push({ position: endpoints.length, id: `${method} ${path}`, method, path, summary, place, searched });
    }
    return { place, name, key: `category ${place}`, endpoints: endpoints.slice(first) };
  });
  return { categories: prepared, endpoints, positions: new Map(endpoints.map(({ id, position }) => [id, position])) };
}

/** The words of a search; every one of them must be found. */
export const wordsOf = (search) => search.toLowerCase().split(/\s+/).filter(Boolean);

/** The categories with what the filters show of them; those without anything are left out. */
export function shownOf(catalog, methods, words) {
  const shows = ({ method, searched }) => methods.has(method) && words.every((word) => searched.includes(word));
  const everything = words.length === 0 && methods.size === METHODS.length;
  if (everything) return { categories: catalog.categories, count: catalog.endpoints.length };
  let count = 0;
  const categories = [];
  for (const category of catalog.categories) {
    const endpoints = category.endpoints.filter(shows);
    count += endpoints.length;
    if (endpoints.length > 0) categories.push({ ...category, endpoints });
  }
  return { categories, count };
}

const number = new Intl.NumberFormat("en");
const date = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export const formatDate = (text) => date.format(new Date(text));

/** `All 371 APIs shown`, `12 of 371 APIs shown` */
export const shownText = (shown, all) =>
  shown === all ? `All ${number.format(all)} APIs shown` : `${number.format(shown)} of ${number.format(all)} APIs shown`;

/** `12 of 371 APIs selected: 9 GET, 3 DELETE` */
export function countText(catalog, selected) {
  const counts = new Map(METHODS.map((method) => [method, 0]));
  for (const position of selected) {
    const { method } = catalog.endpoints[position];
    counts.set(method, counts.get(method) + 1);
  }
  const parts = METHODS.filter((method) => counts.get(method) > 0);
  const methods = parts.map((method) => `${number.format(counts.get(method))} ${method}`).join(", ");
  const line = `${number.format(selected.size)} of ${number.format(catalog.endpoints.length)} APIs selected`;
  return methods ? `${line}: ${methods}` : line;
}

/** `37 of 349 APIs` in a row of the list. */
export function accessText(summary) {
  if (summary.type === "full") return "Full access";
  return `${number.format(summary.granted)} of ${number.format(summary.offered)} APIs`;
}

/** What a key was given, by category: `All 2` or `2 of 14`, and the endpoints. */
export function grantedOf(catalog, access) {
  const granted = new Set(access.endpoints.map((id) => catalog.positions.get(id)));
  const categories = [];
  for (const { key, name, endpoints } of catalog.categories) {
    const own = endpoints.filter(({ position }) => granted.has(position));
    if (own.length === 0) continue;
    const extent = own.length === endpoints.length ? `All ${own.length}` : `${own.length} of ${endpoints.length}`;
    categories.push({ key, name, extent, endpoints: own });
  }
  return categories;
}

/** A text in parts, those that the search found told from the rest. */
export function marked(text, words) {
  if (words.length === 0) return [{ text, found: false }];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(${escaped.join("|")})`, "gi");
  const parts = text.split(pattern).map((part, place) => ({ text: part, found: place % 2 === 1 }));
  return parts.filter((part) => part.text);
}
