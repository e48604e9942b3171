// Where in the page and in what it keeps a text stands, as a list of places.
const [needle, done] = arguments;
const places = [];
const look = (place, value) => {
  const text = typeof value === "string" ? value : JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
  if (text?.includes(needle)) places.push(place);
};
const walk = (node, path) => {
  if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.COMMENT_NODE) return look(`text in ${path}`, node.data);
  if (node.nodeType === Node.ELEMENT_NODE) {
    path = `${path}/${node.localName}`;
    for (const attribute of node.attributes) look(`attribute ${attribute.name} of ${path}`, attribute.value);
    if ("value" in node) look(`value of ${node.labels?.[0]?.textContent ?? path}`, String(node.value));
    if ("defaultValue" in node) look(`default value of ${path}`, node.defaultValue);
  }
  for (const child of node.childNodes) walk(child, path);
  if (node.shadowRoot) walk(node.shadowRoot, `${path}/shadow`);
  if (node.localName === "template") walk(node.content, `${path}/content`);
};
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const databases = async () => {
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const kept = database.transaction(store).objectStore(store);
      look(`IndexedDB ${name}/${store}`, [await settled(kept.getAllKeys()), await settled(kept.getAll())]);
    }
    database.close();
  }
};
// There are none where http is not secure.
const cached = async () => {
  if (!globalThis.caches) return;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      look(`address in the cache ${name}`, request.url);
      look(`answer in the cache ${name}`, await (await cache.match(request)).text());
    }
  }
};
const page = async () => {
  walk(document, "");
  look("selection", getSelection().toString());
  look("localStorage", { ...localStorage });
  look("sessionStorage", { ...sessionStorage });
  look("cookie", document.cookie);
  look("history.state", history.state ?? null);
  look("title", document.title);
  look("address", location.href);
  look("referrer", document.referrer);
  look("window name", window.name);
  look("performance entries", performance.getEntries());
  for (const name of Object.keys(globalThis)) if (typeof globalThis[name] === "string") look(`global ${name}`, globalThis[name]);
  for (const sheet of document.styleSheets) for (const rule of sheet.cssRules) look("style", rule.cssText);
  await databases();
  await cached();
};
page().then(() => done(places), (error) => done([`the search failed: ${error}`]));
