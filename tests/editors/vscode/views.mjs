// The views of a file: tree, bytecode, scopes, drawings, live values.

import { check, SOURCE, until } from "./window.mjs";

const PANEL = '.editor-group-container:has(.tab.active[data-resource-name*=".py."])';
const TREE = ".pane-body .monaco-list-row";

export async function syntaxTree(window) {
  await window.openFile("sample.py");
  await window.command("Serpentarium: Show Syntax Tree");
  await window.shows("the tree is shown", TREE, "Module");
  await window.goToText("sample.py", "yield number", 1);
  await window.shows("the tree follows the cursor", `${TREE}.selected`, "Yield");
  await window.picture("tree");
  await window.page.locator(TREE, { hasText: "FunctionDef" }).first().click();
  await window.shows("the source follows the tree", ".statusbar-item", "selected)");
  // Following that selection back would lead to a node inside.
  await window.page.waitForTimeout(1000);
  await window.shows("the clicked node stays", `${TREE}.selected`, "FunctionDef");
  await window.picture("tree-clicked");
  await window.goToText("sample.py", "def main");
  await window.page.keyboard.insertText("x = = 1\n");
  await window.shows("the tree says what it leaves out", ".pane-body", "Without the statements that have errors");
  await window.shows("and shows the rest", TREE, "FunctionDef");
  await window.revert();
  await window.lacks("and is whole again", ".pane-body", "Without the statements that have errors");
  await window.lacks("and the tree has no stand-in for them", TREE, "Pass");
  await window.page.waitForTimeout(1500);
  await until("the side bar shows the files", async () => {
    await window.page.keyboard.press("Control+Shift+E");
    await window.page.waitForTimeout(1500);
    return !(await window.text(".part.sidebar")).includes("Module");
  });
  await window.goToText("sample.py", "total += number");
  await window.page.waitForTimeout(1000);
  check("the tree does not push other views away", !(await window.text(".part.sidebar")).includes("Module"));
}

async function listingShows(window, what, wanted) {
  await window.shows(what, `${PANEL} .view-lines`, wanted);
}

export async function bytecode(window) {
  await window.openFile("sample.py");
  await window.goToText("sample.py", "yield number", 1);
  await window.command("Serpentarium: Show Bytecode");
  await listingShows(window, "the bytecode of the line is shown", "YIELD_VALUE");
  await until("the line's instructions are lit", async () => (await window.page.locator(`${PANEL} .view-overlays .cdr`).count()) > 0);
  await window.picture("bytecode");
  await window.page.locator(`${PANEL} .view-line`, { hasText: "YIELD_VALUE" }).first().click();
  await until("the source of an instruction is lit", async () => (await window.page.locator(`${SOURCE} .view-overlays .cdr`).count()) > 0);
  await window.picture("bytecode-source");
  await window.page.keyboard.press("F12");
  await until("a key leads from an instruction to its source", async () => (await window.text(".statusbar-item")).includes("Ln 22,"));
  await window.goToText("sample.py", "yield number");
  await window.page.keyboard.insertText("import this_is_new; ");
  await listingShows(window, "the bytecode follows the typing", "this_is_new");
  await window.page.keyboard.insertText("x = = 1; ");
  await window.page.keyboard.press("Control+2");
  await until("a text with errors is said to be one", async () => {
    await window.page.keyboard.press("Control+Home");
    return (await window.text(`${PANEL} .view-lines`)).includes("# The file has errors: invalid syntax");
  });
  await window.picture("bytecode-errors");
  await window.revert();
  await window.lacks("and the listing is whole again", `${PANEL} .view-lines`, "# The file has errors");
  await window.closeOthers();
}

export async function scopes(window) {
  await window.openFile("sample.py");
  await window.goToText("sample.py", "for number in numbers", 4);
  await window.command("Serpentarium: Show Scopes (symtable)");
  await listingShows(window, "the scopes are shown", "function main (line 25)");
  await listingShows(window, "with their names", "local, assigned");
  await window.picture("scopes");
  await window.closeOthers();
}

export async function controlFlow(window) {
  await window.openFile("sample.py");
  await window.command("Serpentarium: Show Control Flow");
  const frame = await window.frameWith("svg .node");
  await until("the blocks are drawn", async () => (await frame.locator("body").innerText()).includes("total += number"));
  await window.picture("control-flow");
  await window.goToText("sample.py", "total += number");
  await window.page.keyboard.insertText("assert total > 5; ");
  await until("the drawing follows the typing", async () => (await frame.locator("body").innerText()).includes("assert total > 5"));
  await window.revert();
  await window.closeOthers();
  await window.command("Serpentarium: Show Control Flow as DOT");
  await listingShows(window, "the DOT is shown", "digraph");
  await window.picture("control-flow-dot");
  await window.closeOthers();
}

export async function classes(window) {
  await window.openFile("geometry.py");
  await window.command("Serpentarium: Show Classes");
  const frame = await window.frameWith("svg .node");
  const text = () => frame.locator("body").innerText();
  await until("the hierarchy is drawn", async () => (await text()).includes("Square"));
  await until("with its resolution order", async () => (await text()).includes("Square → Figure → object"));
  await window.picture("classes");
  await window.closeOthers();
}

export async function liveValues(window) {
  await window.openFile("sample.py");
  await window.goToText("sample.py", "if __name__");
  await window.page.waitForTimeout(1000);
  await window.page.locator(".codelens-decoration a", { hasText: "Live values" }).first().click({ delay: 80 });
  await window.showsSource("a loop shows first, last and count", "# => number = 0 … 4 (3×)");
  await window.showsSource("an output is shown", "# => prints total 24.0");
  await window.shows("the status says so", ".statusbar-item", "Live values on");
  await window.picture("live");
  await window.command("Problems: Focus on Problems View");
  await window.goToText("sample.py", "total += number");
  await window.page.keyboard.insertText("total += 100; ");
  await window.showsSource("an edit runs it again", "# => prints total 324.0");
  await window.page.keyboard.insertText("1 / 0; ");
  await window.shows("an exception is a problem", ".markers-panel", "ZeroDivisionError: division by zero");
  await window.picture("live-exception");
  await window.revert();
  await window.lacks("and goes", ".markers-panel", "ZeroDivisionError");
  await window.togglePanel();
  await window.command("Serpentarium: Toggle Live Values");
  await window.lacks("the values go", ".editor-group-container .view-lines", "# =>");
  await window.shows("the status says so, too", ".statusbar-item", "Live values off");
}
