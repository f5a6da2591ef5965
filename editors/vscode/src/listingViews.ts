// Listings as documents beside the source: bytecode and scopes. Cursor and lines light each other up.

import * as vscode from "vscode";
import { debounced, isPython, pythonDocument, smallestAround } from "./follow";
import { LISTINGS, type Listing } from "./listings";
import type { Server } from "./server";

const SCHEME = "serpentarium";

function uriOf(kind: string, source: vscode.Uri): vscode.Uri {
  const path = `${source.path}${LISTINGS[kind]?.suffix ?? ""}`;
  return vscode.Uri.from({ scheme: SCHEME, authority: kind, path, query: source.toString(true) });
}

function editorOf(uri: string): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri);
}

export class ListingViews implements vscode.TextDocumentContentProvider, vscode.DefinitionProvider, vscode.Disposable {
  private readonly listings = new Map<string, Listing>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** The lines that belong to the cursor's line. */
  private readonly lit = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    isWholeLine: true,
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
  });
  /** The part that belongs to the cursor itself. */
  private readonly litPart = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.wordHighlightStrongBackground"),
  });
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    const refresh = debounced(200, () => this.refreshAll());
    this.disposables = [
      this.changed,
      this.lit,
      this.litPart,
      refresh,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.languages.registerDefinitionProvider({ scheme: SCHEME }, this),
      server.onReady(refresh),
      vscode.workspace.onDidChangeTextDocument((event) => {
        const { document } = event;
        if (document.uri.scheme === SCHEME) {
          // The lines are others now, so the lit ones are, too.
          this.followSourceOf(document.uri);
        } else if (isPython(document)) {
          refresh();
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.listings.delete(document.uri.toString())),
      vscode.window.onDidChangeTextEditorSelection((event) => this.follow(event.textEditor)),
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const editor of editors) {
          if (editor.document.uri.scheme === SCHEME) {
            this.followSourceOf(editor.document.uri);
          }
        }
      }),
    ];
  }

  private refreshAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === SCHEME) {
        this.changed.fire(document.uri);
      }
    }
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const kind = LISTINGS[uri.authority];
    if (kind === undefined) {
      return "";
    }
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    let listing: Listing;
    try {
      listing = await kind.render(this.server, document);
    } catch (error) {
      // A question that an edit overtook: what was shown stays until the answer to the next.
      return this.listings.get(uri.toString())?.lines.join("\n") ?? `# ${error instanceof Error ? error.message : String(error)}`;
    }
    this.listings.set(uri.toString(), listing);
    return listing.lines.join("\n");
  }

  /** "Go to Definition" in a listing leads to the source of its line. */
  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.Location | undefined {
    const range = this.listings.get(document.uri.toString())?.sources[position.line];
    return range && new vscode.Location(vscode.Uri.parse(document.uri.query, true), range);
  }

  /** Goes from the line under the cursor of a listing to its source, in the group where that is shown. */
  async goToSource(): Promise<void> {
    const panel = vscode.window.activeTextEditor;
    const place = panel && this.provideDefinition(panel.document, panel.selection.active);
    if (place !== undefined) {
      const viewColumn = editorOf(place.uri.toString())?.viewColumn;
      await vscode.window.showTextDocument(place.uri, { viewColumn, selection: new vscode.Range(place.range.start, place.range.start) });
    }
  }

  /** Opens a listing of a file beside it. */
  async show(kind: string, argument: unknown): Promise<void> {
    const source = await pythonDocument(argument);
    if (source === undefined) {
      return;
    }
    const uri = uriOf(kind, source.uri);
    const listing = await vscode.workspace.openTextDocument(uri);
    const viewColumn = editorOf(uri.toString())?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(listing, { viewColumn, preserveFocus: true, preview: false });
    this.followSourceOf(uri);
  }

  private followSourceOf(listing: vscode.Uri): void {
    const editor = editorOf(vscode.Uri.parse(listing.query, true).toString());
    if (editor !== undefined) {
      this.lightLines(editor, listing.authority);
    }
  }

  private follow(editor: vscode.TextEditor): void {
    if (editor.document.uri.scheme === SCHEME) {
      this.lightSource(editor);
    } else if (isPython(editor.document)) {
      editor.setDecorations(this.litPart, []);
      for (const kind of Object.keys(LISTINGS)) {
        this.lightLines(editor, kind);
      }
    }
  }

  /** Lights the lines of a listing that belong to the selection in its source. */
  private lightLines(editor: vscode.TextEditor, kind: string): void {
    const uri = uriOf(kind, editor.document.uri).toString();
    const panel = editorOf(uri);
    const sources = this.listings.get(uri)?.sources;
    // While the listing has the focus, it leads.
    if (panel === undefined || sources === undefined || panel === vscode.window.activeTextEditor) {
      return;
    }
    const { selection } = editor;
    const best = smallestAround(sources, selection.active);
    const lines: vscode.Range[] = [];
    const parts: vscode.Range[] = [];
    sources.forEach((source, line) => {
      if (source === undefined || line >= panel.document.lineCount) {
        return;
      }
      const whole = panel.document.lineAt(line).range;
      if (LISTINGS[kind]?.bySourceLine && source.start.line >= selection.start.line && source.start.line <= selection.end.line) {
        lines.push(whole);
      }
      if (best !== undefined && source.isEqual(sources[best]!)) {
        parts.push(new vscode.Range(line, panel.document.lineAt(line).firstNonWhitespaceCharacterIndex, line, whole.end.character));
      }
    });
    panel.setDecorations(this.lit, lines);
    panel.setDecorations(this.litPart, parts);
    const first = lines[0] ?? parts[0];
    if (first !== undefined) {
      panel.revealRange(first.union(lines.at(-1) ?? first), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  /** Lights the source of the line under the cursor of a listing. */
  private lightSource(panel: vscode.TextEditor): void {
    const source = this.listings.get(panel.document.uri.toString())?.sources[panel.selection.active.line];
    const editor = editorOf(vscode.Uri.parse(panel.document.uri.query, true).toString());
    // Before a person moves its cursor, a new panel says nothing about the source.
    if (editor === undefined || panel !== vscode.window.activeTextEditor) {
      return;
    }
    panel.setDecorations(this.lit, []);
    panel.setDecorations(this.litPart, []);
    editor.setDecorations(this.litPart, source === undefined ? [] : [source]);
    if (source !== undefined) {
      editor.revealRange(source, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
