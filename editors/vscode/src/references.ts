// The list behind the "3 references" lens.

import * as vscode from "vscode";
import { toRange } from "./follow";
import type { Position, Range } from "./protocol";

interface Location {
  uri: string;
  range: Range;
}

export async function showReferences(uri: string, at: Position, found: Location[]): Promise<void> {
  const locations = found.map(({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri), toRange(range)));
  const position = new vscode.Position(at.line, at.character);
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), position, locations);
}
