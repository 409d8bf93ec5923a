// Opens a page in a browser without a network, as its readers do, and says what it found.
// stdin: {"open": path, "browser": program, "width": 390, "height": 844, "picture": path or null, "act": [...], "axe": bool}
const fs = require("fs");
const { pathToFileURL } = require("url");
const puppeteer = require("puppeteer-core");

const job = JSON.parse(fs.readFileSync(0, "utf8"));

async function act(page, step) {
  if (step.press) for (const key of [].concat(step.press)) await page.keyboard.press(key);
  if (step.focus) await page.focus(step.focus);
  if (step.click) await page.click(step.click);
  if (step.type) await page.type(step.type[0], step.type[1]);
  if (step.select) await page.select(step.select[0], step.select[1]);
  if (step.text) return page.$eval(step.text, (element) => element.textContent);
  if (step.texts) return page.$$eval(step.texts, (elements) => elements.map((element) => element.textContent));
  if (step.count) return page.$$eval(step.count, (elements) => elements.length);
  if (step.run) return page.evaluate(step.run);
  return null;
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: job.browser, headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--font-render-hinting=none"],
  });
  try {
    const page = await browser.newPage();
    const asked = [], said = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", async (dialog) => { said.push(`dialog ${dialog.message()}`); await dialog.dismiss(); });
    await page.setOfflineMode(true);
    await page.setViewport({ width: job.width, height: job.height });
    await page.goto(pathToFileURL(job.open).href, { waitUntil: "load" });
    const answers = [];
    for (const step of job.act || []) answers.push(await act(page, step));
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    let faults = [];
    if (job.axe) {
      // the page's own policy lets in no script but its own: what checks it comes in through the debugger
      await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
      const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      faults = result.violations.map((each) => [each.impact, each.id, each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
    }
    if (job.picture) await page.screenshot({ path: job.picture, fullPage: Boolean(job.whole) });
    process.stdout.write(JSON.stringify({ asked, said, answers, wide, faults }));
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(1); });
