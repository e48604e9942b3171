// What the demo keeps in this browser, for the tests: `change` is given all of it and says what is kept then.
const [base, change, values, done] = arguments;
const name = `deployment-console-demo ${base}/`;
const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const run = async () => {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept");
  const database = await settled(request);
  const store = () => database.transaction("kept", "readwrite").objectStore("kept");
  const text = await settled(store().get("text"));
  const after = changes[change](text, ...values);
  await settled(store().put(after, "text"));
  await settled(store().put(String(Math.random()), "mark"));
  database.close();
};
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const inKey = (edit) => (text, appId, ...values) => {
  const kept = JSON.parse(text);
  edit(kept.keys[appId], ...values);
  return JSON.stringify(kept);
};
const changes = {
  empty: () => JSON.stringify({ format: 1, keys: {}, requests: [], trail: [] }),
  spoil: () => "no JSON",
  last_used: inKey((entry, minutes, endpoint) => (entry.key.last_used = { at: ago(minutes), endpoint })),
  expires_in: inKey((entry, days) => (entry.key.expires_at = ago(-days * 24 * 60))),
  ages: inKey((entry, minutes) => {
    const older = (time) => new Date(Date.parse(time) - minutes * 60_000).toISOString();
    entry.key.created_at = older(entry.key.created_at);
    entry.secret_issued_at = older(entry.secret_issued_at);
  }),
};
navigator.locks.request(name, run).then(() => done(null), (error) => done(String(error)));
