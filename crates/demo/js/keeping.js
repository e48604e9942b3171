// What the browser keeps of the demo: one text, and a mark that changes with it, so that a tab that has it already need
// not read it again.
const STORE = "kept";

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    // Another tab has an older form of the database open.
    request.onblocked = () => reject(new Error("the database is in use"));
  });

const ended = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });

/** Opens the database. Fails where the browser keeps nothing, or has no locks by which several tabs could share it. */
export async function open(name) {
  if (!navigator.locks) throw new Error("this page has no locks");
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await done(request);
  // Who deletes it, as browsers do for the person, need not wait for this tab.
  database.onversionchange = () => database.close();
  return database;
}

/** Does something while no other tab does. */
export function alone(name, work) {
  return navigator.locks.request(name, work);
}

export async function mark(database) {
  return done(database.transaction(STORE).objectStore(STORE).get("mark"));
}

export async function text(database) {
  return done(database.transaction(STORE).objectStore(STORE).get("text"));
}

/** Keeps a text; once this is done, it is kept. */
export async function keep(database, mark, text) {
  const transaction = database.transaction(STORE, "readwrite");
  const end = ended(transaction);
  transaction.objectStore(STORE).put(mark, "mark");
  transaction.objectStore(STORE).put(text, "text");
  await end;
}
