// The list behind the "3 references" lens.

import * as vscode from "vscode";

interface Position {
  line: number;
  character: number;
}

interface Location {
  uri: string;
  range: { start: Position; end: Position };
}

export async function showReferences(uri: string, at: Position, found: Location[]): Promise<void> {
  const position = ({ line, character }: Position) => new vscode.Position(line, character);
  const locations = found.map(
    ({ uri, range }) =>
      new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(position(range.start), position(range.end))),
  );
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), position(at), locations);
}
