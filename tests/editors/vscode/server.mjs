// A code-server of our own: its folders, settings and process.

import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { until } from "./window.mjs";

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const root = path.resolve(here, "../..");
export const store = process.env.EDITOR_STORE;
export const pictures = path.join(store, "pictures");

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
  // A test writes as fast as it can: brackets that close themselves would be in its way.
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "files.autoSave": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
};

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

export function prepare(folder, { isTrusted }) {
  const data = path.join(folder, "data");
  const extensions = path.join(folder, "extensions");
  const workspace = path.join(folder, "workspace");
  fs.mkdirSync(extensions);
  fs.mkdirSync(pictures, { recursive: true });
  fs.cpSync(path.join(here, "workspace"), workspace, { recursive: true });
  const settings = {
    ...SETTINGS,
    "security.workspace.trust.enabled": !isTrusted,
    "security.workspace.trust.startupPrompt": "never",
    "serpentarium.path": path.resolve(process.env.SERPENTARIUM_BIN),
  };
  // The command's path belongs to the machine that the extension runs on, not to the browser.
  const files = ["User", "Machine"].map((place) => path.join(data, place, "settings.json"));
  const write = (changes) => {
    for (const file of files) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify({ ...settings, ...changes }));
    }
  };
  write({});
  fs.symlinkSync(path.join(root, "editors/vscode"), path.join(extensions, "serpentarium.serpentarium-0.1.0"));
  return { data, extensions, workspace, write };
}

export async function startServer(folder, places, { isTrusted }) {
  const port = await freePort();
  const entry = path.join(store, "vscode/node_modules/code-server/out/node/entry.js");
  const options = ["--config", path.join(folder, "config.yaml"), "--bind-addr", `127.0.0.1:${port}`, "--auth", "none"];
  options.push("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override");
  if (isTrusted) {
    options.push("--disable-workspace-trust");
  }
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
