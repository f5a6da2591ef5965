// What the views have in common: they follow the Python file in the editor.

import * as vscode from "vscode";
import type { Range } from "./protocol";

export function isPython(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === "python";
}

export function toRange(range: Range): vscode.Range {
  return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}

/** The Python document that a command is about: the one it names, else the one in the editor. */
export async function pythonDocument(argument: unknown): Promise<vscode.TextDocument | undefined> {
  const uri = argument instanceof vscode.Uri ? argument : typeof argument === "string" ? vscode.Uri.parse(argument, true) : undefined;
  const document = uri === undefined ? vscode.window.activeTextEditor?.document : await vscode.workspace.openTextDocument(uri);
  if (isPython(document)) {
    return document;
  }
  void vscode.window.showInformationMessage("Serpentarium: open a Python file first.");
  return undefined;
}

/** Runs the last of many calls, after a pause. */
export function debounced(pause: number, run: () => void): (() => void) & vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const call = () => {
    clearTimeout(timer);
    timer = setTimeout(run, pause);
  };
  return Object.assign(call, { dispose: () => clearTimeout(timer) });
}

/** The index of the smallest range that holds a place; of equal ones the last. */
export function smallestAround(ranges: (vscode.Range | undefined)[], place: vscode.Position | vscode.Range): number | undefined {
  let best: number | undefined;
  ranges.forEach((range, index) => {
    if (range?.contains(place) && (best === undefined || ranges[best]!.contains(range))) {
      best = index;
    }
  });
  return best;
}
