// Drives the extension in a real VS Code (code-server) with a headless browser; run by run.sh.
//
// One page load, many checks; a picture of every station is kept in EDITOR_STORE/pictures. EDITOR_STATIONS
// (names of functions below, separated by commas) runs only some.

import { spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const store = process.env.EDITOR_STORE;
const pictures = path.join(store, "pictures");
const require = createRequire(path.join(store, "vscode/package.json"));
const { chromium } = require("playwright-core");

const PATIENCE = 60_000;
let passed = 0;

function check(what, holds, detail = "") {
  if (!holds) {
    throw new Error(`${what}: ${detail}`);
  }
  passed += 1;
}

async function until(what, probe) {
  const deadline = Date.now() + PATIENCE;
  let last;
  while (Date.now() < deadline) {
    last = await probe();
    if (last) {
      passed += 1;
      return last;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${what}: not within ${PATIENCE / 1000} s`);
}

function freePort() {
  return new Promise((done, failed) => {
    const server = net.createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

const SETTINGS = {
  "security.workspace.trust.enabled": false,
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": "off",
  "extensions.autoCheckUpdates": false,
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "update.mode": "none",
  "debug.openDebug": "openOnDebugBreak",
  "editor.hover.delay": 100,
  "editor.minimap.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

function prepare(folder) {
  const data = path.join(folder, "data");
  const extensions = path.join(folder, "extensions");
  const workspace = path.join(folder, "workspace");
  fs.mkdirSync(extensions);
  fs.mkdirSync(pictures, { recursive: true });
  fs.cpSync(path.join(here, "workspace"), workspace, { recursive: true });
  const settings = { ...SETTINGS, "serpentarium.path": path.resolve(process.env.SERPENTARIUM_BIN) };
  // The command's path belongs to the machine that the extension runs on, not to the browser.
  for (const place of ["User", "Machine"]) {
    fs.mkdirSync(path.join(data, place), { recursive: true });
    fs.writeFileSync(path.join(data, place, "settings.json"), JSON.stringify(settings));
  }
  fs.symlinkSync(path.join(root, "editors/vscode"), path.join(extensions, "serpentarium.serpentarium-0.1.0"));
  return { data, extensions, workspace };
}

async function startServer(folder, places) {
  const port = await freePort();
  const entry = path.join(store, "vscode/node_modules/code-server/out/node/entry.js");
  const options = ["--config", path.join(folder, "config.yaml"), "--bind-addr", `127.0.0.1:${port}`, "--auth", "none"];
  options.push("--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override");
  options.push("--reconnection-grace-time", "5", "--user-data-dir", places.data, "--extensions-dir", places.extensions);
  const server = spawn(process.execPath, [entry, ...options], {
    env: { ...process.env, EXTENSIONS_GALLERY: "{}" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  server.stdout.on("data", (data) => (log += data));
  server.stderr.on("data", (data) => (log += data));
  await until("code-server listens", () => log.includes("HTTP server listening"));
  return { server, url: `http://127.0.0.1:${port}/?folder=${places.workspace}`, log: () => log };
}

class Window {
  constructor(page) {
    this.page = page;
  }

  async picture(name) {
    try {
      await this.page.screenshot({ path: path.join(pictures, `${name}.png`), timeout: 10_000 });
    } catch (error) {
      // A headless browser on a busy machine now and then gives no frame; the checks read the page's text.
      console.error(`vscode: no picture of ${name}: ${error.message.split("\n")[0]}`);
    }
  }

  async text(selector) {
    const texts = await this.page.locator(selector).allInnerTexts();
    return texts.join("\n").replaceAll("\u00a0", " ");
  }

  async shows(what, selector, wanted) {
    try {
      await until(what, async () => (await this.text(selector)).includes(wanted));
    } catch (error) {
      await this.picture("failure");
      throw new Error(`${error.message}; ${selector} shows: ${(await this.text(selector)).slice(0, 1500)}`);
    }
  }

  async command(name) {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ timeout: PATIENCE });
    await input.fill(`>${name}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click({ timeout: PATIENCE });
  }

  async openFile(name) {
    await this.page.keyboard.press("Control+P");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ timeout: PATIENCE });
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor({ timeout: PATIENCE });
    await this.page.keyboard.press("Enter");
    await this.page.locator(".editor-instance .view-lines").first().waitFor({ timeout: PATIENCE });
  }

  /** Unfolds one of the scopes among the variables. */
  async openScope(name) {
    const row = this.page.locator(".debug-variables .monaco-list-row", { hasText: name }).first();
    await row.waitFor({ timeout: PATIENCE });
    if ((await row.getAttribute("aria-expanded")) !== "true") {
      await row.click();
      await this.page.keyboard.press("ArrowRight");
    }
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line, column) {
    // The file is in the first group of editors, the bytecode beside it.
    await this.page.keyboard.press("Control+1");
    await this.page.keyboard.press("Control+G");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ timeout: PATIENCE });
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
  }
}

function lineOf(text) {
  const lines = fs.readFileSync(path.join(here, "workspace/sample.py"), "utf8").split("\n");
  const line = lines.findIndex((candidate) => candidate.includes(text));
  return { line: line + 1, column: lines[line].indexOf(text) + 1 };
}

async function languageServer(window) {
  await window.openFile("sample.py");
  await until("the lenses are shown", async () => (await window.text(".codelens-decoration")).includes("Run"));
  const call = lineOf("shape.area(");
  await window.goTo(call.line, call.column + 7);
  await window.page.keyboard.press("Control+K");
  await window.page.keyboard.press("Control+I");
  await window.shows("hover shows the signature", ".monaco-hover", "(scale: int = 1, *, unit: str = 'cm') -> float");
  await window.shows("hover shows the docstring", ".monaco-hover", "In square units.");
  await window.shows("hover shows code facts", ".monaco-hover", "OPTIMIZED");
  await window.picture("hover");
  await window.page.keyboard.press("Escape");
}

async function syntaxTree(window) {
  await window.command("Serpentarium: Focus on Syntax Tree View");
  await window.shows("the tree is shown", ".pane-body .monaco-list-row", "Module");
  const place = lineOf("yield number");
  await window.goTo(place.line, place.column + 1);
  await window.shows("the tree follows the cursor", ".pane-body .monaco-list-row.selected", "Yield");
  await window.picture("tree");
  await window.page.locator(".pane-body .monaco-list-row", { hasText: "FunctionDef" }).first().click();
  await until("the source follows the tree", async () => {
    const status = await window.text(".statusbar-item");
    return status.includes("selected");
  });
}

async function bytecode(window) {
  await window.goTo(lineOf("yield number").line, 5);
  await window.command("Serpentarium: Show Bytecode");
  await window.shows("the bytecode is shown", ".editor-group-container", "RESUME");
  await window.goTo(lineOf("yield number").line, 6);
  await window.shows("the bytecode follows the cursor", ".editor-group-container", "YIELD_VALUE");
  await window.picture("bytecode");
}

async function diagnostics(window) {
  await window.goTo(lineOf("def main").line, 1);
  await window.page.keyboard.insertText("x = = 1\n");
  await window.command("Problems: Focus on Problems View");
  await window.shows("the error is shown", ".markers-panel", "invalid syntax");
  await window.picture("problems");
  await window.goTo(lineOf("def main").line, 1);
  await window.page.keyboard.press("Control+Shift+K");
  await window.page.keyboard.press("Control+S");
  await until("the error is gone", async () => !(await window.text(".markers-panel")).includes("invalid syntax"));
}

async function debuggerStops(window) {
  await window.openFile("sample.py");
  await until("the debugger's views are open", async () => {
    await window.page.keyboard.press("Control+Shift+D");
    await window.page.waitForTimeout(1000);
    return (await window.text(".part.sidebar")).toLowerCase().includes("run and debug");
  });
  const place = lineOf("total += number");
  await window.goTo(place.line, place.column);
  await window.page.keyboard.press("F9");
  await until("the breakpoint is set", async () => (await window.page.locator(".codicon-debug-breakpoint").count()) > 0);
  await window.page.keyboard.press("F5");
  await until("the breakpoint stops", async () => (await window.page.locator(".codicon-debug-stackframe").count()) > 0);
  await window.shows("the variables are shown", ".debug-variables", "total");
  await window.shows("a variable shows its count of references", ".debug-variables", "refs ");
  await window.shows("the frames are shown", ".debug-call-stack", "main");
  await window.openScope("Value stack");
  await window.shows("the value stack is shown", ".debug-variables", "<generator object numbers");
  await window.picture("stopped");
  await window.command("Open Disassembly View");
  await window.shows("the disassembly is shown", ".disassembly-view", "FOR_ITER");
  await window.picture("disassembly");
  const current = () => window.text(".disassembly-view .monaco-list-row:has(.codicon-debug-stackframe)");
  const before = await until("the disassembly marks the instruction", current);
  await window.page.locator(".disassembly-view .monaco-list-row:has(.codicon-debug-stackframe)").first().click();
  await window.page.keyboard.press("F10");
  await until("a step goes one instruction on", async () => {
    const now = await current();
    return now !== "" && now !== before;
  });
  await window.shows("the step stays in the line", ".disassembly-view .monaco-list-row:has(.codicon-debug-stackframe)", "BINARY_OP");
  await window.shows("the value stack grew", ".debug-variables", "[2] =");
  await window.picture("instruction");
  await window.page.keyboard.press("Shift+F5");
  await until("the session ends", async () => (await window.page.locator(".codicon-debug-stackframe").count()) === 0);
}

async function main() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "serpentarium-vscode-"));
  const places = prepare(folder);
  const { server, url, log } = await startServer(folder, places);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_BIN,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const window = new Window(page);
    await page.goto(url, { timeout: 2 * PATIENCE });
    await page.locator(".monaco-workbench").waitFor({ timeout: PATIENCE });
    const all = [languageServer, syntaxTree, bytecode, diagnostics, debuggerStops];
    const wanted = process.env.EDITOR_STATIONS?.split(",");
    const stations = all.filter((station) => wanted?.includes(station.name) ?? true);
    for (const station of stations) {
      try {
        await station(window);
      } catch (error) {
        await window.picture("failure");
        throw new Error(`${station.name}: ${error.message}`);
      }
    }
    check("everything was looked at", passed > stations.length);
    console.log(`vscode: ${passed} checks passed; pictures in ${pictures}`);
  } catch (error) {
    console.error(log().split("\n").slice(-20).join("\n"));
    throw error;
  } finally {
    await browser.close();
    server.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(`vscode: ${error.message}`);
  process.exitCode = 1;
}
