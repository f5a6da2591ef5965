// Drives the extension in a real VS Code (code-server) with a headless browser; run by run.sh.
//
// One page load for many checks, another for a workspace that is not trusted; a picture of every station is
// kept in EDITOR_STORE/pictures. EDITOR_STATIONS (names of functions in vscode/, separated by commas) runs only
// some.

import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

import { pictures, prepare, startServer, store } from "./vscode/server.mjs";
import * as debugging from "./vscode/debugging.mjs";
import * as editing from "./vscode/editing.mjs";
import * as setting from "./vscode/setting.mjs";
import * as views from "./vscode/views.mjs";
import { check, checksPassed, PATIENCE, Window } from "./vscode/window.mjs";

const { chromium } = createRequire(path.join(store, "vscode/package.json"))("playwright-core");

const TRUSTED = [
  editing.hover,
  editing.lenses,
  editing.completion,
  editing.codeAction,
  editing.rename,
  editing.diagnostics,
  views.syntaxTree,
  views.bytecode,
  views.scopes,
  views.controlFlow,
  views.classes,
  views.liveValues,
  debugging.debuggerStops,
  setting.report,
  setting.missingCommand,
];
const UNTRUSTED = [setting.untrusted];

let failures = 0;

async function run(stations, options) {
  const wanted = process.env.EDITOR_STATIONS ? process.env.EDITOR_STATIONS.split(",") : undefined;
  const chosen = stations.filter((station) => wanted?.includes(station.name) ?? true);
  if (chosen.length === 0) {
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "serpentarium-vscode-"));
  const places = prepare(folder, options);
  const { server, url, log } = await startServer(folder, places, options);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const window = new Window(page, pictures, places);
    await page.goto(url, { timeout: 2 * PATIENCE, waitUntil: "domcontentloaded" });
    await page.locator(".monaco-workbench").waitFor({ timeout: 2 * PATIENCE });
    for (const station of chosen) {
      const before = checksPassed();
      try {
        await station(window);
        check("it looked at something", checksPassed() > before);
        console.log(`vscode: ${station.name}: ${checksPassed() - before} checks passed`);
      } catch (error) {
        failures += 1;
        await window.picture(`failure-${station.name}`);
        console.error(`vscode: ${station.name}: ${error.message}`);
        // The next station finds the files as they were.
        await window.tidy();
      }
    }
  } catch (error) {
    console.error(log().split("\n").slice(-20).join("\n"));
    throw error;
  } finally {
    await browser.close();
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

try {
  await run(TRUSTED, { isTrusted: true });
  await run(UNTRUSTED, { isTrusted: false });
  check("there is a station of that name", checksPassed() > 0);
  console.log(`vscode: ${checksPassed()} checks passed, ${failures} stations failed; pictures in ${pictures}`);
  process.exitCode = failures === 0 ? 0 : 1;
} catch (error) {
  console.error(`vscode: ${error.message}`);
  process.exitCode = 1;
}
