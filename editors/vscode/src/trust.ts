// What runs code of the workspace asks here first.

import * as vscode from "vscode";

/** Whether code may be run; if not, says where that is changed. */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = "Manage Workspace Trust";
  const text = "Serpentarium: this runs the file, so the workspace has to be trusted first.";
  if ((await vscode.window.showWarningMessage(text, manage)) === manage) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
  return vscode.workspace.isTrusted;
}
