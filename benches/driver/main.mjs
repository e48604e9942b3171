// Measures the pages of a plan side by side in one browser. Called as `node main.mjs PLAN SAMPLES`: the plan says where
// the pages are and how much is measured; the samples are written as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { lighthouse } from "./lighthouse.mjs";
import { Expected, Measures, Profiles } from "./measures.mjs";
import { THROTTLING } from "./page.mjs";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--lang=en-GB",
];

// Frames come as soon as they are ready: what is measured is the work, not the wait for the display.
const UNLIMITED = ["--disable-frame-rate-limit", "--disable-gpu-vsync"];

async function signIn({ name, link }) {
  const { origin, hash } = new URL(link);
  const response = await fetch(`${origin}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ code: hash.slice(1) }),
  });
  if (!response.ok) throw new Error(`signing in at ${origin} was answered ${response.status}`);
  const [cookie] = response.headers.getSetCookie();
  const [, cookieName, value] = /^([^=]+)=([^;]*)/.exec(cookie);
  return { name, origin, firstKeys: {}, cookie: { name: cookieName, value, httpOnly: true, sameSite: "Strict" } };
}

/** A request to the Deployment API, as the page would make it. */
async function ask({ origin, cookie }, path, init = {}) {
  const headers = { ...init.headers, origin, cookie: `${cookie.name}=${cookie.value}` };
  const response = await fetch(`${origin}/api/deployments/${path}`, { ...init, headers });
  if (!response.ok) throw new Error(`${init.method ?? "GET"} ${path} was answered ${response.status}`);
  return response.json();
}

/** What the driver must know of a deployment to tell whether the pages do the right thing. */
async function describe(site, deployment) {
  const expected = new Expected(await ask(site, `${deployment.id}/catalog`));
  if (expected.endpoints.length !== deployment.endpoints) {
    throw new Error(`${deployment.id} has ${expected.endpoints.length} endpoints`);
  }
  return { ...deployment, expected };
}

/** The newest key, which stands in the first row: it may read everything. */
async function addFirstKey(site, { id, keys, expected }) {
  const endpoints = expected.endpoints.filter(({ method }) => method === "GET").map(({ id }) => id);
  const { key } = await ask(site, `${id}/keys`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": crypto.randomUUID() },
    body: JSON.stringify({ note: "reads everything", access: { type: "endpoints", endpoints } }),
  });
  site.firstKeys[id] = key.app_id;
  const list = await ask(site, `${id}/keys?limit=1`);
  if (list.total.count !== keys || list.keys[0].app_id !== key.app_id) {
    throw new Error(`${id} has ${list.total.count} keys, and the newest must be the first`);
  }
}

const [planFile, samplesFile] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, "utf8"));
const sites = await Promise.all(plan.pages.map(signIn));
const deployments = await Promise.all(plan.deployments.map((deployment) => describe(sites[0], deployment)));
for (const site of sites) for (const deployment of deployments) await addFirstKey(site, deployment);
const byId = new Map(deployments.map((deployment) => [deployment.id, deployment]));

const launch = (...further) =>
  puppeteer.launch({
    executablePath: plan.chrome,
    args: [...ARGUMENTS, ...further],
    defaultViewport: { width: 1280, height: 900 },
  });
// While a page loads, what moves on it must not be drawn any faster than a display would show it.
const browsers = { paced: await launch(), unpaced: await launch(...UNLIMITED) };
const picture = samplesFile.replace(/[^/]*$/, "failure.png");
const [samples, profiles] = [{}, {}];
const start = Date.now();
const say = (text) => console.error(`    ${((Date.now() - start) / 1000).toFixed(0).padStart(4)} s  ${text}`);
const version = await browsers.paced.version();

/** Each page in turn, another one first each time: what changes on the machine meanwhile falls on all alike. */
async function interleaved(round, what, run) {
  const first = round % sites.length;
  for (const site of [...sites.slice(first), ...sites.slice(0, first)]) {
    await run(site).catch((error) => {
      throw new Error(`${site.name}, ${what}: ${error.message} (pictured in ${picture})`, { cause: error });
    });
  }
}

async function rounds(count, measures, steps) {
  for (let round = 0; round < count; round += 1) {
    for (const { measure, deployment, ...options } of steps) {
      const what = `${measure} of ${deployment}`;
      const target = byId.get(deployment);
      await interleaved(round, what, (site) => measures[measure](site, target, options.repeats ?? options));
    }
    if (measures.samples === samples) say(`round ${round + 1} of ${count}`);
  }
}

try {
  say("warming up");
  const loads = plan.steps.filter(({ measure, throttled }) => measure === "load" && !throttled);
  await rounds(1, new Measures(browsers, picture, {}), loads);
  const measures = new Measures(browsers, picture, samples);
  await rounds(plan.rounds, measures, plan.steps);
  say("tracing");
  await rounds(plan.traced, new Profiles(browsers, picture, profiles), plan.profiles);
  say("opening and closing the dialog");
  await rounds(1, measures, plan.growth);
} finally {
  await Promise.all(Object.values(browsers).map((browser) => browser.close()));
}
say("Lighthouse");
const scores = await lighthouse({ ...plan.lighthouse, executablePath: plan.chrome, args: ARGUMENTS }, sites[0]);
const results = { chromium: version, throttling: THROTTLING, lighthouse: scores, samples, profiles };
writeFileSync(samplesFile, JSON.stringify(results));
