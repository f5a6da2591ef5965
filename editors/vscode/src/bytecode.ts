// The bytecode of a file as a document beside it; lines and instructions light each other up.

import * as vscode from "vscode";
import { debounced, isPython, toRange } from "./follow";
import type { BytecodeResult, Code } from "./protocol";
import type { Server } from "./server";

const SCHEME = "serpentarium-bytecode";

/** Where each line of the listing comes from. */
interface Listing {
  text: string;
  sources: (vscode.Range | undefined)[];
}

function bytecodeUri(source: vscode.Uri): vscode.Uri {
  const path = `${source.path}.dis`;
  return vscode.Uri.from({ scheme: SCHEME, path, query: source.toString(true) });
}

function header(code: Code): string[] {
  const facts = [`${code.size} bytes`, `stack ${code.stackSize}`, code.flags.join(" ")];
  const names = [
    ["locals", code.locals],
    ["cells", code.cells],
    ["free", code.frees],
  ] as const;
  for (const [label, list] of names) {
    if (list.length > 0) {
      facts.push(`${label}: ${list.join(", ")}`);
    }
  }
  return [`# ${code.qualname} (line ${code.firstLine})`, `# ${facts.filter((fact) => fact !== "").join(" | ")}`];
}

function list(result: BytecodeResult): Listing {
  const lines: string[] = [];
  const sources: (vscode.Range | undefined)[] = [];
  if (!result.complete) {
    lines.push(`# The file has errors: ${result.error ?? ""}`);
    lines.push(result.codes.length === 0 ? "# There is no code." : "# This is the code of the rest.", "");
  }
  for (const code of result.codes) {
    lines.push(...header(code));
    const first = lines.length;
    lines.push(...code.text.replace(/\n$/, "").split("\n"), "");
    for (const instruction of code.instructions) {
      if (instruction.textLine !== undefined && instruction.textLine !== null && instruction.range) {
        sources[first + instruction.textLine] = toRange(instruction.range);
      }
    }
  }
  return { text: lines.join("\n"), sources };
}

export class BytecodePanel implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly listings = new Map<string, Listing>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly lit = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    isWholeLine: true,
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
  });
  private readonly litPart = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.wordHighlightBackground"),
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
      server.onReady(refresh),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (isPython(event.document)) {
          refresh();
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.listings.delete(document.uri.toString())),
      vscode.window.onDidChangeTextEditorSelection((event) => this.follow(event.textEditor)),
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
    const source = vscode.Uri.parse(uri.query, true);
    const document = await vscode.workspace.openTextDocument(source);
    const result = await this.server.ask<BytecodeResult>("serpentarium/bytecode", document);
    if (result === undefined) {
      return this.listings.get(uri.toString())?.text ?? "# The language server is not running.";
    }
    const listing = list(result);
    this.listings.set(uri.toString(), listing);
    return listing.text;
  }

  /** Opens the listing of the file in the editor beside it. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!isPython(editor?.document) || editor === undefined) {
      return;
    }
    const listing = await vscode.workspace.openTextDocument(bytecodeUri(editor.document.uri));
    await vscode.window.showTextDocument(listing, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: false });
    this.follow(editor);
  }

  private follow(editor: vscode.TextEditor): void {
    if (editor.document.uri.scheme === SCHEME) {
      this.lightSource(editor);
    } else if (isPython(editor.document)) {
      this.lightInstructions(editor);
    }
  }

  private lightInstructions(editor: vscode.TextEditor): void {
    const uri = bytecodeUri(editor.document.uri).toString();
    const panel = vscode.window.visibleTextEditors.find((other) => other.document.uri.toString() === uri);
    const listing = this.listings.get(uri);
    editor.setDecorations(this.litPart, []);
    if (panel === undefined || listing === undefined) {
      return;
    }
    const { start, end } = editor.selection;
    const lines: vscode.Range[] = [];
    listing.sources.forEach((source, line) => {
      if (source !== undefined && source.start.line <= end.line && source.end.line >= start.line && source.start.line >= start.line) {
        lines.push(new vscode.Range(line, 0, line, 0));
      }
    });
    panel.setDecorations(this.lit, lines);
    if (lines.length > 0) {
      panel.revealRange(lines[0]!, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  private lightSource(panel: vscode.TextEditor): void {
    const source = this.listings.get(panel.document.uri.toString())?.sources[panel.selection.active.line];
    const editor = vscode.window.visibleTextEditors.find((other) => other.document.uri.toString(true) === panel.document.uri.query);
    if (editor !== undefined) {
      editor.setDecorations(this.litPart, source === undefined ? [] : [source]);
      if (source !== undefined) {
        editor.revealRange(source, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
