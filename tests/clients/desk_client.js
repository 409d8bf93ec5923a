// Works at the desk in a browser as its people do: opens, drops files, presses buttons, waits, downloads, looks.
// stdin: {"open": address, "browser": program, "width": 1366, "height": 657, "zoom": 1, "downloads": folder, "act": [...]}
// stdout: {"asked": [addresses], "said": [console], "answers": [...]}
const fs = require("fs");
const path = require("path");
const puppeteer = require("puppeteer-core");

const job = JSON.parse(fs.readFileSync(0, "utf8"));
const PATIENCE = 240000;

// Files, and folders, let go over an element, as from the system's own window of files.
async function drop(page, [selector, files]) {
  const client = await page.createCDPSession();
  const at = await page.$eval(selector, (element) => {
    element.scrollIntoView({ block: "center" });
    const box = element.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + 12 };
  });
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await client.send("Input.dispatchDragEvent", { type, ...at, data });
  await client.detach();
}

async function downloaded(page, selector) {
  const before = new Set(fs.readdirSync(job.downloads));
  await page.click(selector);
  for (let tries = 0; tries < 600; tries++) {
    const made = fs.readdirSync(job.downloads).filter((name) => !before.has(name) && !name.endsWith(".crdownload"));
    if (made.length) return path.join(job.downloads, made[0]);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`nothing was downloaded by ${selector}`);
}

async function axe(page) {
  // the page's own policy lets in no script but its own: what checks it comes in through the debugger
  await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((each) => [each.impact, each.id, each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}

async function act(page, step) {
  if (step.goto) await page.goto(new URL(step.goto, job.open).href, { waitUntil: "load" });
  if (step.press) for (const key of [].concat(step.press)) await page.keyboard.press(key);
  if (step.drop) await drop(page, step.drop);
  if (step.upload) await (await page.$(step.upload[0])).uploadFile(...step.upload[1]);
  if (step.select) await page.select(step.select[0], step.select[1]);
  if (step.type) await page.type(step.type[0], step.type[1]);
  if (step.follow) await Promise.all([page.waitForNavigation({ timeout: PATIENCE }), page.click(step.follow)]);
  if (step.click) await page.click(step.click);
  if (step.until) await page.waitForFunction(step.until, { timeout: PATIENCE, polling: 200 });
  if (step.picture) await page.screenshot({ path: step.picture, fullPage: Boolean(step.whole) });
  if (step.axe) return axe(page);
  if (step.download) return downloaded(page, step.download);
  if (step.text) return page.$eval(step.text, (element) => element.innerText);
  if (step.texts) return page.$$eval(step.texts, (elements) => elements.map((element) => element.innerText));
  if (step.count) return page.$$eval(step.count, (elements) => elements.length);
  if (step.run) return page.evaluate(step.run);
  return null;
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: job.browser, headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions", "--font-render-hinting=none", "--no-proxy-server"],
  });
  try {
    const page = await browser.newPage();
    const asked = [], said = [], answers = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("dialog", (dialog) => dialog.accept());
    const client = await browser.target().createCDPSession();
    await client.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: job.downloads });
    await page.setViewport({ width: job.width, height: job.height, deviceScaleFactor: job.zoom });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(job.open, { waitUntil: "load" });
    for (const step of job.act) {
      try {
        answers.push(await act(page, step));
      } catch (error) {
        if (job.failed) await page.screenshot({ path: job.failed, fullPage: true });
        throw new Error(`${JSON.stringify(step).slice(0, 300)}: ${error}\n${await page.evaluate("document.body.innerText.slice(0, 2000)")}`);
      }
    }
    process.stdout.write(JSON.stringify({ asked, said, answers }));
  } finally {
    await browser.close();
  }
})().catch((error) => { console.error(error); process.exit(1); });
