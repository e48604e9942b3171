// A page under measurement: opened in a context of its own, with cold caches, signed in.
import { readFileSync } from "node:fs";
import { PredefinedNetworkConditions } from "puppeteer-core";
import { trace } from "./profile.mjs";

const IN_PAGE = readFileSync(new URL("in-page.js", import.meta.url), "utf8");

/** Chrome DevTools' own numbers for Fast 4G, and a machine four times slower. */
export const THROTTLING = { network: PredefinedNetworkConditions["Fast 4G"], cpu: 4 };

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export class Page {
  /** Opens the page of a deployment, and closes it when `use` is done with it. */
  static async with(browser, site, deployment, options, use) {
    const context = await browser.createBrowserContext();
    try {
      const tab = await context.newPage();
      const page = new Page(tab, site);
      try {
        await page.#open(deployment, options);
        return await use(page);
      } catch (error) {
        await tab.screenshot({ path: options.picture }).catch(() => {});
        throw page.failed ?? error;
      }
    } finally {
      await context.close();
    }
  }

  constructor(tab, site) {
    this.tab = tab;
    this.site = site;
  }

  async #open(deployment, { throttled = false, profiled = false } = {}) {
    const { tab, site } = this;
    /** Whether whatever is measured is traced; then `profile` says where the time went. */
    this.profiled = profiled;
    this.devtools = await tab.createCDPSession();
    await tab.setCookie({ ...site.cookie, url: site.origin });
    // Ant Design writes style elements, which the console's policy forbids: nobody has a policy here.
    await tab.setBypassCSP(true);
    tab.on("pageerror", (error) => (this.failed = error));
    const row = `window.firstRow = bench.firstRow(${JSON.stringify(site.firstKeys[deployment.id])});`;
    await tab.evaluateOnNewDocument(`${IN_PAGE};${row}`);
    await this.#countTransfer();
    if (throttled) {
      await tab.emulateNetworkConditions(THROTTLING.network);
      await tab.emulateCPUThrottling(THROTTLING.cpu);
    }
    const traced = await this.#trace();
    await tab.goto(`${site.origin}/deployments/${deployment.id}`, { waitUntil: "domcontentloaded", timeout: 60_000 });
    /** Milliseconds to the first row. */
    this.firstRow = await tab.evaluate(() => window.firstRow);
    this.profile = await traced();
    if (this.failed) throw this.failed;
  }

  /** What came over the wire for the page itself: its files, not the answers of the API, which are the same for all. */
  async #countTransfer() {
    this.transferred = 0;
    const counted = new Set();
    await this.devtools.send("Network.enable");
    this.devtools.on("Network.requestWillBeSent", ({ requestId, request }) => {
      if (new URL(request.url).pathname.startsWith("/api/") || request.url.startsWith("data:")) return;
      counted.add(requestId);
    });
    this.devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (counted.has(requestId)) this.transferred += encodedDataLength;
    });
  }

  async #trace() {
    return this.profiled ? trace(this.devtools) : () => undefined;
  }

  /** Does what `act` does, and says how long it took from the event to the frame in which the condition holds. */
  async measure(event, condition, given, act) {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await this.tab.evaluate((event, condition, given) => bench.arm(event, condition, given), event, condition, given);
      const traced = condition ? await this.#trace() : () => undefined;
      await act();
      const time = await this.tab.evaluate(() => bench.measured());
      this.profile = await traced();
      // At the pace of a person: what a page puts off until after the frame is over before the next.
      if (condition) await pause(60);
      if (time !== null) return time;
    }
    throw new Error(`the browser lost every ${event} (before ${condition ?? "the next step"})`);
  }

  async wait(condition, given) {
    await this.tab.evaluate((condition, given) => bench.wait(condition, given), condition, given);
  }

  /** Where a person would click on what has this role and name, once it stands still. */
  place(role, name, within) {
    return this.tab.evaluate((role, name, within) => bench.place(role, name, within), role, name, within);
  }

  /** Moves there first, and waits: what hovering changes is not measured. */
  async measureClick([role, name, within], condition, given) {
    const { x, y } = await this.place(role, name, within);
    await this.tab.mouse.move(x, y);
    await this.tab.evaluate(() => bench.painted());
    return this.measure("click", condition, given, () => this.tab.mouse.click(x, y));
  }

  click(role, name, within) {
    return this.measureClick([role, name, within]);
  }

  async measureKey(key, condition, given) {
    return this.measure("keydown", condition, given, () => this.tab.keyboard.press(key));
  }

  /** Opens a category or closes it: by its button, or by the switch that a tree draws before the checkbox. */
  async switchCategory(category) {
    const name = `Show the APIs of ${category}`;
    const hasButton = await this.tab.evaluate((name) => bench.find("button", name) !== null, name);
    if (hasButton) return this.click("button", name);
    const { x, y } = await this.tab.evaluate((category) => {
      const item = bench.find("checkbox", category).closest("[role=treeitem]");
      const box = item.querySelector(".ant-tree-switcher, .el-tree-node__expand-icon").getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }, category);
    return this.tab.mouse.click(x, y);
  }

  /** Bytes after a garbage collection: JavaScript's heap, what the browser keeps for it, and WebAssembly's memory. */
  async memory() {
    for (let round = 0; round < 3; round += 1) {
      await this.devtools.send("HeapProfiler.collectGarbage");
      await pause(50);
    }
    const { usedSize, embedderHeapUsedSize } = await this.devtools.send("Runtime.getHeapUsage");
    const wasm = await this.tab.evaluate(() => bench.wasmBytes());
    return { script: usedSize, document: embedderHeapUsedSize, wasm, total: usedSize + embedderHeapUsedSize + wasm };
  }
}
