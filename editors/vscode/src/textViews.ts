// Documents made of a Python file: control flow, classes, scopes. They follow its text.

import * as vscode from "vscode";
import { debounced, isPython } from "./follow";
import type { ClassesResult, ControlFlowResult, SymtableResult, SymtableTable } from "./protocol";
import type { Server } from "./server";

const SCHEME = "serpentarium-view";

interface View {
  /** What the document's name ends in; it decides its language. */
  suffix: string;
  render(server: Server, document: vscode.TextDocument): Promise<string | undefined>;
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;

const VIEWS: Record<string, View> = {
  controlFlow: {
    suffix: ".flow.md",
    render: async (server, document) => {
      const result = await server.ask<ControlFlowResult>("serpentarium/controlFlow", document);
      return result?.functions.map((code) => `## ${code.qualname}\n\n${fence("mermaid", code.mermaid)}`).join("\n");
    },
  },
  controlFlowDot: {
    suffix: ".flow.dot",
    render: async (server, document) => {
      const result = await server.ask<ControlFlowResult>("serpentarium/controlFlow", document);
      return result?.functions.map((code) => code.dot).join("\n");
    },
  },
  classes: {
    suffix: ".classes.md",
    render: async (server, document) => {
      const result = await server.ask<ClassesResult>("serpentarium/classes", document);
      if (result === undefined) {
        return undefined;
      }
      const parts = [fence("mermaid", result.mermaid)];
      for (const found of result.classes.filter((one) => one.range)) {
        parts.push(`## ${found.name}\n`);
        parts.push(found.error ? `TypeError: ${found.error}\n` : `MRO: ${found.mro.join(" → ")}\n`);
        parts.push(...found.members.map((member) => `- ${member.kind} \`${member.name}\``), "");
      }
      return parts.join("\n");
    },
  },
  symtable: {
    suffix: ".scopes.txt",
    render: async (server, document) => {
      const result = await server.ask<SymtableResult>("serpentarium/symtable", document);
      return result && scopes(result.table, "").join("\n");
    },
  },
};

function scopes(table: SymtableTable, indentation: string): string[] {
  const lines = [`${indentation}${table.kind} ${table.name} (line ${table.lineno})`];
  for (const symbol of table.symbols) {
    lines.push(`${indentation}    ${symbol.name}: ${[symbol.scope, ...symbol.is].join(", ")}`);
  }
  for (const child of table.children) {
    lines.push(...scopes(child, `${indentation}  `));
  }
  return lines;
}

export class TextViews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly last = new Map<string, string>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    const refresh = debounced(200, () => this.refreshAll());
    this.disposables = [
      this.changed,
      refresh,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      server.onReady(refresh),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (isPython(event.document)) {
          refresh();
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.last.delete(document.uri.toString())),
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
    const view = VIEWS[uri.authority];
    const source = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    const text = await view?.render(this.server, source);
    if (text === undefined) {
      return this.last.get(uri.toString()) ?? "The language server is not running.";
    }
    this.last.set(uri.toString(), text);
    return text;
  }

  /** Opens a view of the file in the editor beside it. */
  async show(kind: string): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const view = VIEWS[kind];
    if (!isPython(document) || view === undefined) {
      return;
    }
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      authority: kind,
      path: `${document.uri.path}${view.suffix}`,
      query: document.uri.toString(true),
    });
    const shown = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: false });
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
