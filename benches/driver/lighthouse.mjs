// Lighthouse over the console as it is served, with its mobile profile.
import runLighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const CATEGORIES = ["performance", "accessibility", "best-practices"];

/** Scores of 100, a run each. */
export async function lighthouse({ runs, deployment, executablePath, args }, { origin, cookie }) {
  const scores = Object.fromEntries(CATEGORIES.map((category) => [category, []]));
  for (let run = 0; run < runs; run += 1) {
    const browser = await puppeteer.launch({ executablePath, args });
    try {
      const page = await browser.newPage();
      await page.setCookie({ ...cookie, url: origin });
      const options = { logLevel: "error", onlyCategories: CATEGORIES, disableStorageReset: true };
      const { lhr } = await runLighthouse(`${origin}/deployments/${deployment}`, options, undefined, page);
      for (const category of CATEGORIES) scores[category].push(Math.round(lhr.categories[category].score * 100));
    } finally {
      await browser.close();
    }
  }
  return scores;
}
