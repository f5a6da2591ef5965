// What a test does to a VS Code in a browser, and waiting for what it shows.

import fs from "node:fs";
import path from "node:path";

export const PATIENCE = 60_000;
let passed = 0;

/** How many checks held so far. */
export const checksPassed = () => passed;

export function check(what, holds, detail = "") {
  if (!holds) {
    throw new Error(`${what}: ${detail}`);
  }
  passed += 1;
}

export async function until(what, probe) {
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

/** The group of editors that shows the Python file. */
export const SOURCE = '.editor-group-container:has(.tab.active[data-resource-name$=".py"])';

export class Window {
  /**
   * @param page of Playwright
   * @param pictures the folder for pictures
   * @param places `workspace` is the folder that VS Code shows, `write` changes settings
   */
  constructor(page, pictures, places) {
    this.page = page;
    this.pictures = pictures;
    this.workspace = places.workspace;
    this.writeSettings = places.write;
  }

  async picture(name) {
    try {
      await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`), timeout: 10_000 });
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
      throw new Error(`${error.message}; ${selector} shows: ${(await this.text(selector)).slice(0, 1500)}`);
    }
  }

  /** Runs a command of the palette by its whole name. */
  async command(name) {
    const input = await this.ask("F1");
    await input.fill(`>${name}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click({ timeout: PATIENCE });
  }

  /** Opens the quick input with a key; what is just being shown may take the focus away again. */
  async ask(key) {
    const input = this.page.locator(".quick-input-widget input.input");
    // What was entered last closes it in its own time.
    await input.waitFor({ state: "hidden", timeout: 3000 }).catch(() => this.page.keyboard.press("Escape"));
    for (let attempt = 0; attempt < 20; attempt += 1) {
      await this.page.keyboard.press(key);
      const isOpen = await input.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (isOpen) {
        return input;
      }
    }
    throw new Error(`${key} does not open the quick input`);
  }

  async openFile(name) {
    const input = await this.ask("Control+P");
    await input.fill(name);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click({ timeout: PATIENCE });
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: PATIENCE });
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
    const input = await this.ask("Control+G");
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
  }

  /** Where a text stands in a file of the workspace as it was at the start, counted from 1. */
  place(name, text) {
    const lines = fs.readFileSync(path.join(this.workspace, name), "utf8").split("\n");
    const line = lines.findIndex((candidate) => candidate.includes(text));
    check(`${name} has "${text}"`, line >= 0);
    return { line: line + 1, column: lines[line].indexOf(text) + 1 };
  }

  async goToText(name, text, offset = 0) {
    const { line, column } = this.place(name, text);
    await this.goTo(line, column + offset);
  }

  /** What the Python file in the editor shows. */
  source() {
    return this.text(`${SOURCE} .view-lines`);
  }

  /** Shows or hides the panel below, which takes room from the views. */
  async togglePanel() {
    await this.page.keyboard.press("Control+J");
  }

  async showsSource(what, wanted) {
    await this.shows(what, ".editor-group-container .view-lines", wanted);
  }

  async lacks(what, selector, unwanted) {
    try {
      await until(what, async () => !(await this.text(selector)).includes(unwanted));
    } catch (error) {
      throw new Error(`${error.message}; ${selector} shows: ${(await this.text(selector)).slice(0, 1500)}`);
    }
  }

  /** Throws the changes of the file in the editor away. */
  async revert() {
    await this.page.keyboard.press("Control+1");
    await this.command("File: Revert File");
    await until("the file is as it was", async () => (await this.page.locator(".tab.dirty").count()) === 0);
  }

  /** After a failure: no widgets, no changes, no other editors. */
  async tidy() {
    try {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+1");
      await this.command("File: Revert File");
      await this.command("View: Close All Editor Groups");
      await this.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" }).click({ timeout: 3000 }).catch(() => undefined);
    } catch (error) {
      console.error(`vscode: not tidied: ${error.message.split("\n")[0]}`);
    }
  }

  async closeOthers() {
    await this.page.keyboard.press("Control+1");
    await this.command("View: Close Editors in Other Groups");
    await until("there is one group", async () => (await this.page.locator(".editor-group-container").count()) === 1);
  }

  onDisk(name) {
    return fs.readFileSync(path.join(this.workspace, name), "utf8");
  }

  /** A frame of a webview that has an element. */
  frameWith(selector) {
    return until(`a webview shows ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if ((await frame.locator(selector).count().catch(() => 0)) > 0) {
          return frame;
        }
      }
      return undefined;
    });
  }
}
