// What is measured. Each adds its samples under a name such as `keystroke 5000 100`: measure, endpoints, keys.
import { Page } from "./page.mjs";

const METHODS = ["GET", "POST", "PUT", "DELETE"];
const WORD = "metrics";
const format = new Intl.NumberFormat("en").format;
const DIALOG = ["dialog", "New API Key"];

/** What the lines of the page must say, worked out from the catalog and not by the page. */
export class Expected {
  constructor(catalog) {
    this.endpoints = catalog.categories.flatMap(({ name, endpoints }) =>
      endpoints.map(({ method, path, summary }) => ({
        method,
        category: name,
        id: `${method} ${path}`,
        searched: `${name}\n${path}\n${summary}`.toLowerCase(),
      })),
    );
    const [largest] = catalog.categories.toSorted((a, b) => b.endpoints.length - a.endpoints.length);
    this.largest = largest.name;
    this.firstOfLargest = `${largest.endpoints[0].method} ${largest.endpoints[0].path}`;
    const [first] = catalog.categories;
    this.firstCategory = first.name;
    /** How much of it a key has that may read everything. */
    const readable = first.endpoints.filter(({ method }) => method === "GET");
    this.firstExtent = `${readable.length} of ${first.endpoints.length}`;
  }

  shown(search) {
    const all = format(this.endpoints.length);
    const count = this.endpoints.filter(({ searched }) => searched.includes(search)).length;
    return count === this.endpoints.length ? `All ${all} APIs shown` : `${format(count)} of ${all} APIs shown`;
  }

  selected(chosen) {
    const counts = METHODS.map((method) => [chosen.filter((endpoint) => endpoint.method === method).length, method]);
    const methods = counts.filter(([count]) => count > 0).map(([count, method]) => `${format(count)} ${method}`);
    const line = `${format(chosen.length)} of ${format(this.endpoints.length)} APIs selected`;
    return methods.length > 0 ? `${line}: ${methods.join(", ")}` : line;
  }
}

export class Measures {
  /** `picture` is where the page is pictured when something goes wrong. */
  constructor(browsers, picture, samples) {
    this.options = {};
    this.browsers = browsers;
    this.picture = picture;
    this.samples = samples;
  }

  add(measure, deployment, site, value) {
    this.keep(measure, deployment, site, value);
  }

  keep(measure, deployment, site, value) {
    const name = `${measure} ${deployment.endpoints} ${deployment.keys}`;
    this.samples[name] ??= {};
    (this.samples[name][site.name] ??= []).push(value);
  }

  /** The first row with cold caches. */
  load(site, deployment, { throttled }) {
    const { browsers, picture } = this;
    return Page.with(browsers.paced, site, deployment, { ...this.options, throttled, picture }, (page) => {
      this.page = page;
      this.add(throttled ? "first-row-throttled" : "first-row", deployment, site, page.firstRow);
      // Unthrottled, what a page fetches after its first rows may be there before this is asked.
      if (throttled) this.add("transfer-first", deployment, site, page.transferred);
    });
  }

  /** Everything a person does, in one page. */
  use(site, deployment, repeats) {
    const { browsers, picture } = this;
    return Page.with(browsers.unpaced, site, deployment, { ...this.options, picture }, async (page) => {
      this.page = page;
      this.add("memory", deployment, site, (await page.memory()).total);
      await this.#open(page, site, deployment, repeats);
      this.add("transfer", deployment, site, page.transferred);
      await this.#search(page, site, deployment);
      await this.#choose(page, site, deployment, repeats);
      await page.click("button", "Cancel", DIALOG);
      await page.wait("closed");
      await this.#viewAccess(page, site, deployment, repeats);
    });
  }

  async #openDialog(page, { expected }) {
    const given = { shown: expected.shown(""), category: expected.firstCategory };
    return page.measureClick(["button", "New API Key"], "usable", given);
  }

  async #open(page, site, deployment, repeats) {
    this.add("open-first", deployment, site, await this.#openDialog(page, deployment));
    for (let round = 0; round < repeats; round += 1) {
      await page.click("button", "Cancel", DIALOG);
      await page.wait("closed");
      this.add("open", deployment, site, await this.#openDialog(page, deployment));
    }
  }

  async #search(page, site, deployment) {
    await page.click("searchbox", "Search APIs", DIALOG);
    const measure = async (key, search) => {
      const given = { shown: deployment.expected.shown(search) };
      this.add("keystroke", deployment, site, await page.measureKey(key, "shown", given));
    };
    for (let length = 1; length <= WORD.length; length += 1) await measure(WORD[length - 1], WORD.slice(0, length));
    for (let length = WORD.length - 1; length >= 0; length -= 1) await measure("Backspace", WORD.slice(0, length));
  }

  async #choose(page, site, deployment, repeats) {
    const { expected } = deployment;
    const category = expected.largest;
    const inCategory = expected.endpoints.filter((endpoint) => endpoint.category === category);
    const toggle = async (measure) => {
      const press = ["checkbox", category, DIALOG];
      for (const [chosen, state] of [[inCategory, "true"], [[], "false"]]) {
        const given = { selected: expected.selected(chosen), category, state };
        this.add(measure, deployment, site, await page.measureClick(press, "selected", given));
      }
    };
    const endpoint = { endpoint: expected.firstOfLargest };
    for (let round = 0; round < repeats; round += 1) await toggle("toggle-closed");
    await page.switchCategory(category);
    await page.wait("endpoint", { ...endpoint, drawn: true });
    for (let round = 0; round < repeats; round += 1) await toggle("toggle-open");
    await page.switchCategory(category);
    await page.wait("endpoint", { ...endpoint, drawn: false });
    for (let round = 0; round < repeats; round += 1) {
      const all = { selected: expected.selected(expected.endpoints), category, state: "true" };
      const none = { selected: expected.selected([]), category, state: "false" };
      const press = ["button", "Select all", DIALOG];
      this.add("select-all", deployment, site, await page.measureClick(press, "selected", all));
      await page.click("button", "Clear all", DIALOG);
      await page.wait("selected", none);
    }
  }

  async #viewAccess(page, site, deployment, repeats) {
    const { expected } = deployment;
    const given = { appId: site.firstKeys[deployment.id], texts: [expected.firstCategory, expected.firstExtent] };
    for (let round = 0; round <= repeats; round += 1) {
      const measure = round === 0 ? "view-access-first" : "view-access";
      this.add(measure, deployment, site, await page.measureClick(["button", "View Access"], "access", given));
      await page.click("button", "View Access");
      await page.wait("noAccess", given);
    }
  }

  /** How much memory grows while the dialog is opened and closed. The first openings fill what is kept for good. */
  growth(site, deployment, { before, openings }) {
    const { browsers, picture } = this;
    return Page.with(browsers.unpaced, site, deployment, { picture }, async (page) => {
      // The dialogs' own animations would take most of the time.
      await page.devtools.send("Animation.enable");
      await page.devtools.send("Animation.setPlaybackRate", { playbackRate: 100 });
      const given = { shown: deployment.expected.shown(""), category: deployment.expected.firstCategory };
      const cycle = (times) => page.tab.evaluate((times, given) => bench.openAndClose(times, given), times, given);
      await cycle(before);
      const start = await page.memory();
      await cycle(openings);
      const end = await page.memory();
      this.add("growth", deployment, site, end.total - start.total);
    });
  }
}

/** The same with a trace of each measure. The times are not kept: tracing takes some itself. */
export class Profiles extends Measures {
  constructor(browsers, picture, samples) {
    super(browsers, picture, samples);
    this.options = { profiled: true };
  }

  add(measure, deployment, site) {
    const { profile } = this.page;
    this.page.profile = null;
    if (profile) this.keep(measure, deployment, site, profile);
  }
}
