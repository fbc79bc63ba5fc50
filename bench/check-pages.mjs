// Checks report.html and comparison.html in a browser, as a reader meets them.
//
//   npm install --prefix /tmp/pages playwright-core axe-core        (once; Node 18 or later, Chromium of the system)
//   PAGE_TOOLS=/tmp/pages node bench/check-pages.mjs OUT report.html [comparison.html ...]
//
// For each file, at 1400 and 390 pixels, light and dark, with all folded parts open:
//   - axe finds nothing serious or critical (contrast of text, landmarks, names, tables, keyboard);
//   - nothing sticks out of the window;
//   - texts of plots have a contrast of at least 4.5 to 1;
//   - the lines of boxes have a contrast of at least 3 to 1 to steel grey, and to black and white, by one of their two lines;
//   - the file weighs at most 4 MB.
// Screenshots and a PDF as printed go to OUT. The exit status is 1 if anything was found.

import { createRequire } from 'node:module';
import { mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const MOST_BYTES = 4e6;
const WIDTHS = [1400, 390];
const SCHEMES = ['light', 'dark'];

const [out, ...files] = process.argv.slice(2);
if (!out || files.length === 0) {
  console.error('usage: node bench/check-pages.mjs OUT FILE.html...');
  process.exit(2);
}

const tools = createRequire(join(resolve(process.env.PAGE_TOOLS ?? '.'), 'package.json'));
let chromium;
let axe;
try {
  ({ chromium } = tools('playwright-core'));
  axe = tools('axe-core').source;
} catch (error) {
  console.error(`${error.message.split('\n')[0]}\ninstall with: npm install --prefix DIR playwright-core axe-core; then set PAGE_TOOLS=DIR`);
  process.exit(2);
}

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const faults = [];
for (const file of files) {
  await check(file);
}
await browser.close();
faults.forEach(fault => console.log(`FAULT ${fault}`));
console.log(`${files.length} pages, ${faults.length} faults; screenshots in ${out}`);
process.exit(faults.length === 0 ? 0 : 1);

async function check(file) {
  const bytes = statSync(file).size;
  const name = basename(resolve(file, '..')) + '-' + basename(file, '.html');
  console.log(`${file}: ${(bytes / 1e6).toFixed(2)} MB`);
  if (bytes > MOST_BYTES) {
    faults.push(`${file}: ${bytes} bytes are more than ${MOST_BYTES}`);
  }
  for (const scheme of SCHEMES) {
    for (const width of WIDTHS) {
      const where = `${file} ${scheme} ${width}`;
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(pathToFileURL(resolve(file)).href);
      await page.screenshot({ path: join(out, `${name}-${scheme}-${width}.png`), fullPage: true });
      await page.evaluate(() => document.querySelectorAll('details').forEach(part => { part.open = true; }));
      const sticking = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (sticking > 0) {
        faults.push(`${where}: the page is ${sticking} pixels wider than the window`);
      }
      await accessible(page, where);
      await contrasts(page, where);
      if (scheme === 'light' && width === WIDTHS[0]) {
        await page.evaluate(() => document.querySelectorAll('details').forEach(part => { part.open = false; }));
        await page.pdf({ path: join(out, `${name}.pdf`), format: 'A4' });
      }
      await context.close();
    }
  }
}

async function accessible(page, where) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of result.violations) {
    const line = `${where}: axe ${violation.impact} ${violation.id}: ${violation.help} (${violation.nodes.length} times, first ${violation.nodes[0].target})`;
    if (violation.impact === 'serious' || violation.impact === 'critical') {
      faults.push(line);
    } else {
      console.log(`note ${line}`);
    }
  }
}

async function contrasts(page, where) {
  const colours = await page.evaluate(() => {
    const style = (selector, property) => {
      const element = document.querySelector(selector);
      return element && getComputedStyle(element)[property];
    };
    return {
      paper: style('body', 'backgroundColor'),
      plot: style('svg.plot text', 'fill'),
      outline: style('rect.outline', 'stroke'),
      annotated: style('rect.annotated', 'stroke'),
      predicted: style('rect.predicted', 'stroke'),
    };
  });
  if (colours.plot && contrast(colours.plot, colours.paper) < 4.5) {
    faults.push(`${where}: texts of plots have a contrast of ${contrast(colours.plot, colours.paper).toFixed(2)}`);
  }
  for (const kind of ['annotated', 'predicted']) {
    for (const steel of colours[kind] ? ['rgb(128, 128, 128)', 'rgb(0, 0, 0)', 'rgb(255, 255, 255)'] : []) {
      const best = Math.max(contrast(colours[kind], steel), contrast(colours.outline, steel));
      if (best < 3) {
        faults.push(`${where}: ${kind} boxes have a contrast of ${best.toFixed(2)} to ${steel}`);
      }
    }
  }
}

/** Contrast ratio of two colours after WCAG 2. */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour) {
  const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map(value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
