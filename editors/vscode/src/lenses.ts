// What the lenses above the lines get beside what the server gives: the switch of live values.

import * as vscode from "vscode";
import type { LiveValues } from "./live";

/** Adds "Live values" beside "Run" where live values may be used. */
export function withLiveLens(live: LiveValues, document: vscode.TextDocument, lenses: vscode.CodeLens[]): vscode.CodeLens[] {
  const isWanted = vscode.workspace.getConfiguration("serpentarium", document).get<boolean>("codeLens.live", true);
  if (!isWanted || !vscode.workspace.isTrusted || document.uri.scheme !== "file") {
    return lenses;
  }
  const last = lenses.findLastIndex((lens) => lens.command?.command === "serpentarium.debug");
  const beside = lenses[last];
  if (beside === undefined) {
    return lenses;
  }
  const isOn = live.isOn(document.uri);
  const lens = new vscode.CodeLens(beside.range, {
    title: isOn ? "Live values: stop" : "Live values",
    tooltip: "Run the file in a sandbox after every edit and show what its lines do",
    command: "serpentarium.toggleLive",
    arguments: [document.uri],
  });
  return lenses.toSpliced(last + 1, 0, lens);
}
