// Makes the keys that the pictures show, and calls back with their App IDs.
const [done] = arguments;
const DAY = 86_400_000;
const later = (days) => new Date(Date.now() + days * DAY).toISOString();
let attempt = 0;
async function call(method, path, body, headers = {}) {
  attempt += 1;
  const answer = await fetch(`/api/deployments/dedicated-v5/${path}`, {
    method,
    headers: { "content-type": "application/json", "idempotency-key": `for-the-pictures-${attempt}`, ...headers },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}

(async () => {
  const { categories } = await call("GET", "catalog");
  const of = (name, method) =>
    categories.find((category) => category.name === name).endpoints
      .filter((endpoint) => !method || endpoint.method === method)
      .map((endpoint) => `${endpoint.method} ${endpoint.path}`);
  const access = (endpoints) => ({ type: "endpoints", endpoints });
  const make = async (note, endpoints, expires_at = null) =>
    (await call("POST", "keys", { note, access: access(endpoints), expires_at })).key.app_id;

  const contractor = await make("Contractor, load test", ["GET /clients"], later(6));
  const provisioning = await make(
    "Provisioning job, staging", [...of("Authentication"), ...of("Authorization"), ...of("Banned")], later(40));
  const metrics = await make("Grafana exporter, reads metrics", [...of("Metrics"), ...of("Monitor", "GET")]);
  const orders = await make(
    "Order service: publishes and watches clients",
    [...of("Publish"), ...of("Clients", "GET"), ...of("Subscriptions")], later(90));
  await call("POST", `keys/${contractor}/disable`);
  await call("POST", `keys/${metrics}/rotate`, { grace_minutes: 1440 });
  const { version } = await call("GET", `keys/${provisioning}`);
  await call(
    "PUT", `keys/${provisioning}`,
    { note: "Provisioning job, production", access: access([...of("Authentication"), ...of("Authorization")]), expires_at: later(9) },
    { "if-match": `"${version}"` });
  done({ contractor, provisioning, metrics, orders });
})().catch((error) => done({ failed: String(error) }));
