// What the tree and the bytecode have in common: they follow the Python file in the editor.

import * as vscode from "vscode";

export function isPython(document: vscode.TextDocument | undefined): document is vscode.TextDocument {
  return document?.languageId === "python";
}

export function toRange(range: { start: { line: number; character: number }; end: { line: number; character: number } }): vscode.Range {
  return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
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

/** The index of the smallest range that holds a position; of equal ones the last. */
export function smallestAround(ranges: (vscode.Range | undefined)[], position: vscode.Position): number | undefined {
  let best: number | undefined;
  ranges.forEach((range, index) => {
    if (range?.contains(position) && (best === undefined || ranges[best]!.contains(range))) {
      best = index;
    }
  });
  return best;
}
