// What the extension says about its server, and what it does not do in a workspace that is not trusted.

import { check, until } from "./window.mjs";

export async function report(window) {
  await window.openFile("sample.py");
  await window.command("Serpentarium: Show Report");
  await window.showsSource("the report names the environment", "Environment:");
  await window.showsSource("and the folders of modules", "Where modules are looked for");
  await window.picture("report");
  await window.command("View: Close Editor");
}

/** The last one: it takes the server away. */
export async function missingCommand(window) {
  await window.openFile("sample.py");
  window.writeSettings({ "serpentarium.path": "/nowhere/serpentarium" });
  const toast = ".notification-toast";
  await window.shows("a missing command is told", toast, 'serpentarium.path names "/nowhere/serpentarium", which is no file');
  await window.picture("missing");
  await window.page.locator(`${toast} .monaco-button`, { hasText: "Open Setting" }).click();
  await window.shows("the button leads to the setting", ".settings-editor", "The serpentarium command");
  await window.picture("settings");
  // Newer versions show settings above everything else.
  await window.page.keyboard.press("Escape");
  window.writeSettings({});
  await window.openFile("drawing.py");
  await until("the server starts once the command is there", async () => (await window.text(".codelens-decoration, .view-lines")).includes("factor: "));
}

/** In a workspace of its own, which is not trusted. */
export async function untrusted(window) {
  await window.openFile("sample.py");
  await until("code is read", async () => (await window.text(".codelens-decoration")).includes("22 instructions"));
  check("live values are not offered", !(await window.text(".codelens-decoration")).includes("Live values"));
  await window.page.keyboard.press("F1");
  const input = window.page.locator(".quick-input-widget input.input");
  await input.fill(">Serpentarium: ");
  await window.shows("the palette has the views", ".quick-input-list", "Show Bytecode");
  const offered = await window.text(".quick-input-list");
  check("and nothing that runs code", !/Toggle Live Values|Run File|Debug File/.test(offered), offered);
  await window.picture("untrusted");
  await window.page.keyboard.press("Escape");
  await window.page.locator(".statusbar-item", { hasText: "Live values off" }).click();
  await window.page.waitForTimeout(1000);
  check("nor does the status bar run it", !(await window.source()).includes("# =>"));
}
