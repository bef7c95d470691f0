// The browser and the driver that the tests use: an installed one, or Debian's packages.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Complaint, run } from './process.mjs';

const isRoot = process.getuid?.() === 0;

/** Keeps the browser from talking to anyone by itself; root needs the sandbox off. */
export const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  ...(isRoot ? ['--no-sandbox'] : []),
];

const browsers = [
  ...['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge'],
  ...['microsoft-edge-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  ...['/Applications/Chromium.app/Contents/MacOS/Chromium'],
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];
const drivers = ['chromedriver', 'msedgedriver'];

function locate(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names) {
    if (name.includes('/') || name.includes('\\')) {
      if (existsSync(name)) return name;
      continue;
    }
    const found = folders.map((folder) => join(folder, name)).find(existsSync);
    if (found) return found;
  }
  return null;
}

/** What is installed now: paths, or null. */
export const installed = () => ({
  browser: process.env.CHROME ?? locate(browsers),
  driver: process.env.CHROMEDRIVER ?? locate(drivers),
});

/** `{ browser, driver }`: paths of a Chromium and of its WebDriver, installed if they have to be. */
export async function chromium() {
  let found = installed();
  if (!(found.browser && found.driver) && isRoot && locate(['apt-get'])) {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'chromium-driver'], {
      env,
    });
    found = installed();
  }
  if (found.browser && found.driver) return found;
  const missing = found.browser
    ? 'the WebDriver of your browser (chromedriver)'
    : 'Chrome, Chromium or Edge, and chromedriver';
  throw new Complaint(
    `The browser tests need ${missing}. Install it (on Debian: apt-get install chromium chromium-driver), ` +
      'or name the programs in the variables CHROME and CHROMEDRIVER.',
  );
}
