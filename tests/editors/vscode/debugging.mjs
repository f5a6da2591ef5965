// The debugger, to the end: breakpoint, variables, disassembly, a step by instruction.

import { until } from "./window.mjs";

export async function debuggerStops(window) {
  await window.openFile("sample.py");
  await until("the debugger's views are open", async () => {
    await window.page.keyboard.press("Control+Shift+D");
    await window.page.waitForTimeout(1000);
    return (await window.text(".part.sidebar")).toLowerCase().includes("run and debug");
  });
  await window.goToText("sample.py", "total += number");
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

