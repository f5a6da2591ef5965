// Finding the `serpentarium` command, and saying so when there is none.

import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";

export class BinaryMissing extends Error {}

/** The command to run: the setting, else the first one on PATH. */
export function findBinary(): string {
  const configured = vscode.workspace.getConfiguration("serpentarium").get<string>("path", "").trim();
  if (configured !== "") {
    const expanded = expand(configured);
    if (!isFile(expanded)) {
      throw new BinaryMissing(`The setting serpentarium.path names "${expanded}", which is no file.`);
    }
    return expanded;
  }
  const suffix = process.platform === "win32" ? ".exe" : "";
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, `serpentarium${suffix}`);
    if (folder !== "" && isFile(candidate)) {
      return candidate;
    }
  }
  throw new BinaryMissing('There is no "serpentarium" on PATH. Install it, or name it in the setting serpentarium.path.');
}

function expand(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return text.replace(/^~(?=[/\\]|$)/, os.homedir()).replace(/\$\{workspaceFolder\}/g, folder);
}

function isFile(name: string): boolean {
  try {
    return fs.statSync(name).isFile();
  } catch {
    return false;
  }
}

/** Tells about a missing command, with a way to the setting. */
export async function report(error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const open = "Open Setting";
  const chosen = await vscode.window.showErrorMessage(`Serpentarium: ${text}`, ...(error instanceof BinaryMissing ? [open] : []));
  if (chosen === open) {
    // The command belongs to the machine that the extension runs on.
    const place = vscode.env.remoteName === undefined ? "openSettings" : "openRemoteSettings";
    await vscode.commands.executeCommand(`workbench.action.${place}`, { query: "@id:serpentarium.path" });
  }
}
