// OpenAPI documents of any size, the same each time: what a deployment's endpoints look like, in the proportions of a
// real one. Called as `node catalog.mjs CATEGORIES ENDPOINTS LARGEST`; the document goes to stdout.

const RESOURCES = [
  "clients", "subscriptions", "topics", "rules", "bridges", "connectors", "alarms", "listeners", "gateways", "plugins",
  "banned", "certificates", "schemas", "streams", "retainers", "sessions", "metrics", "nodes", "users", "policies",
  "queues", "exports", "traces", "backups", "hooks",
];
const QUALIFIERS = [
  "", "archived", "shared", "delayed", "slow", "external", "internal", "regional", "scheduled", "encrypted",
];
const PARTS = [
  "config", "status", "metrics", "history", "members", "limits", "tags", "events", "targets", "owners", "labels",
  "schedule", "archive", "checks", "logs", "keys", "routes", "filters", "actions", "reports",
];

/** Verbs as they come in such documents: every other operation reads. */
const OPERATIONS = [
  { method: "get", one: false, verb: "List" },
  { method: "get", one: true, verb: "Get one of" },
  { method: "post", one: false, verb: "Create one of" },
  { method: "put", one: true, verb: "Update one of" },
  { method: "delete", one: true, verb: "Delete one of" },
  { method: "get", one: false, verb: "Count", below: "count" },
  { method: "post", one: true, verb: "Test one of", below: "test" },
];

/** How many endpoints each category has: one large, then ever fewer, at least one. */
export function sizes(categories, endpoints, largest) {
  const rest = endpoints - largest;
  const weights = Array.from({ length: categories - 1 }, (_, place) => 1 / (place + 6));
  const sum = weights.reduce((a, b) => a + b, 0);
  const others = weights.map((weight) => Math.max(1, Math.floor((weight / sum) * rest)));
  let missing = rest - others.reduce((a, b) => a + b, 0);
  for (let place = 0; missing !== 0; place = (place + 1) % others.length) {
    const step = Math.sign(missing);
    if (others[place] + step < 1) continue;
    others[place] += step;
    missing -= step;
  }
  return [largest, ...others];
}

function nameOf(place) {
  const resource = RESOURCES[place % RESOURCES.length];
  const qualifier = QUALIFIERS[Math.floor(place / RESOURCES.length)];
  return { name: `${qualifier} ${resource}`.trim(), slug: qualifier ? `${qualifier}_${resource}` : resource };
}

/** The first `count` endpoints of a category: of the resource itself, then of its parts. */
function operationsOf({ name, slug }, count) {
  const found = [];
  for (let round = 0; found.length < count; round += 1) {
    const part = round === 0 ? "" : PARTS[(round - 1) % PARTS.length];
    const generation = round === 0 ? 0 : Math.floor((round - 1) / PARTS.length);
    const base = round === 0 ? `/${slug}` : `/${slug}/{id}/${part}${generation === 0 ? "" : `_${generation + 1}`}`;
    const what = round === 0 ? name : `${part} of ${name}${generation === 0 ? "" : `, level ${generation + 1}`}`;
    for (const { method, one, verb, below } of OPERATIONS) {
      if (found.length === count) break;
      const path = `${base}${one ? `/{${round === 0 ? "id" : "name"}}` : ""}${below ? `/${below}` : ""}`;
      found.push({ method, path, summary: `${verb} the ${what}` });
    }
  }
  return found;
}

export function document(categories, endpoints, largest) {
  const paths = {};
  const tags = [];
  sizes(categories, endpoints, largest).forEach((count, place) => {
    const named = nameOf(place);
    const tag = named.name.replace(/\b\w/g, (letter) => letter.toUpperCase());
    tags.push({ name: tag });
    for (const { method, path, summary } of operationsOf(named, count)) {
      paths[path] ??= {};
      paths[path][method] = { tags: [tag], summary, responses: { 200: { description: "Done" } } };
    }
  });
  return {
    openapi: "3.1.0",
    info: { title: `${endpoints} endpoints`, version: "1" },
    servers: [{ url: "/api/v5" }],
    tags,
    components: { securitySchemes: { basic: { type: "http", scheme: "basic" } } },
    security: [{ basic: [] }],
    paths,
  };
}

const [categories, endpoints, largest] = process.argv.slice(2).map(Number);
process.stdout.write(JSON.stringify(document(categories, endpoints, largest)));
