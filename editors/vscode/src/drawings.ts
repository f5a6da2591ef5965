// Documents made of a Python file: drawings of its control flow and classes, its tree as text. They follow it.

import * as vscode from "vscode";
import { debounced, isPython, pythonDocument } from "./follow";
import type { AstResult, ClassesResult, ControlFlowResult } from "./protocol";
import type { Server } from "./server";

const SCHEME = "serpentarium-view";

/** The extensions that draw Mermaid in Markdown previews: newer versions of VS Code bring one along. */
const MERMAID = ["vscode.mermaid-markdown-features", "bierner.markdown-mermaid"];

interface Kind {
  /** What the document's name ends in; it decides its language. */
  suffix: string;
  /** Shown as a preview, not as text, if something can draw it. */
  isDrawn?: boolean;
  render(server: Server, document: vscode.TextDocument): Promise<string>;
}

const fence = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`;

/** Code spans take everything but their own quotes. */
const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;

function problem(result: { complete: boolean; error?: string | null }): string[] {
  return result.complete ? [] : [`> The file has errors (${result.error ?? ""}). This is the rest of it.\n`];
}

/** By names that may be the authority of an address: that is written in small letters. */
const KINDS: Record<string, Kind> = {
  "control-flow": {
    suffix: ".flow.md",
    isDrawn: true,
    render: async (server, document) => {
      const result = await server.ask<ControlFlowResult>("serpentarium/controlFlow", document);
      return controlFlow(result);
    },
  },
  "control-flow-dot": {
    suffix: ".flow.dot",
    render: async (server, document) => {
      const result = await server.ask<ControlFlowResult>("serpentarium/controlFlow", document);
      return result.functions.map((found) => found.dot).join("\n");
    },
  },
  classes: {
    suffix: ".classes.md",
    isDrawn: true,
    render: async (server, document) => {
      return classes(await server.ask<ClassesResult>("serpentarium/classes", document));
    },
  },
  "classes-dot": {
    suffix: ".classes.dot",
    render: async (server, document) => (await server.ask<ClassesResult>("serpentarium/classes", document)).dot,
  },
  dump: {
    suffix: ".ast",
    render: async (server, document) => {
      const result = await server.ask<AstResult>("serpentarium/ast", document);
      return [...(result.complete ? [] : [`# The file has errors: ${result.error ?? ""}`]), result.dump].join("\n");
    },
  },
};

/** Code with branches is drawn; the rest is only named, or it would hide what is worth looking at. */
function controlFlow(result: ControlFlowResult): string {
  const parts = ["# Control flow\n", ...problem(result)];
  const branching = result.functions.filter((found) => found.blocks.length > 1 && found.name !== "__annotate__");
  const straight = result.functions.filter((found) => found.blocks.length <= 1);
  for (const found of branching) {
    parts.push(`## ${code(found.qualname)}, line ${found.range.start.line + 1}\n`, fence("mermaid", found.mermaid));
  }
  if (straight.length > 0) {
    parts.push(`Without branches: ${straight.map((found) => code(found.qualname)).join(", ")}.\n`);
  }
  return parts.join("\n");
}

function classes(result: ClassesResult): string {
  const own = result.classes.filter((one) => one.range);
  if (own.length === 0) {
    return "# Classes\n\nThere is no class in this file.\n";
  }
  const parts = ["# Classes\n", fence("mermaid", result.mermaid)];
  for (const found of own) {
    parts.push(`## ${code(found.name)}, line ${found.range!.start.line + 1}\n`);
    parts.push(found.error ? `- ${code(`TypeError: ${found.error}`)}` : `- MRO: ${found.mro.map(code).join(" → ")}`);
    if (found.metaclass) {
      parts.push(`- Metaclass: ${code(found.metaclass)}`);
    }
    if (found.slots) {
      parts.push(`- Slots: ${found.slots.map(code).join(", ") || "none"}`);
    }
    if (found.members.length > 0) {
      const rows = found.members.map((member) => `| ${code(member.name)} | ${member.kind} |`);
      parts.push("", "| Member | Kind |", "| --- | --- |", ...rows);
    }
    parts.push("");
  }
  return parts.join("\n");
}

export class Drawings implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly last = new Map<string, string>();
  /** Those that are shown as previews; they have no editor. */
  private readonly previewed = new Set<string>();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    const refresh = debounced(200, () => void this.refreshAll());
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

  private async refreshAll(): Promise<void> {
    const open = vscode.workspace.textDocuments.filter((document) => document.uri.scheme === SCHEME).map((document) => document.uri);
    for (const uri of open) {
      this.changed.fire(uri);
    }
    // A document without an editor is closed after a while, and its preview then hears of no change.
    const known = new Set(open.map(String));
    if ([...this.previewed].some((uri) => !known.has(uri)) && this.hasPreview()) {
      await vscode.commands.executeCommand("markdown.preview.refresh");
    }
  }

  private hasPreview(): boolean {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const found = tabs.some((tab) => tab.input instanceof vscode.TabInputWebview && tab.input.viewType.includes("markdown.preview"));
    if (!found) {
      this.previewed.clear();
    }
    return found;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const kind = KINDS[uri.authority];
    if (kind === undefined) {
      return "";
    }
    const source = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri.query, true));
    let text: string;
    try {
      text = await kind.render(this.server, source);
    } catch (error) {
      // A question that an edit overtook: what was shown stays until the answer to the next.
      return this.last.get(uri.toString()) ?? (error instanceof Error ? error.message : String(error));
    }
    this.last.set(uri.toString(), text);
    return text;
  }

  /** Opens a view of a file beside it. */
  async show(name: string, argument: unknown): Promise<void> {
    const source = await pythonDocument(argument);
    const kind = KINDS[name];
    if (source === undefined || kind === undefined) {
      return;
    }
    const path = `${source.uri.path}${kind.suffix}`;
    const uri = vscode.Uri.from({ scheme: SCHEME, authority: name, path, query: source.uri.toString(true) });
    const document = await vscode.workspace.openTextDocument(uri);
    if (kind.isDrawn && MERMAID.some((id) => vscode.extensions.getExtension(id) !== undefined)) {
      this.previewed.add(uri.toString());
      await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
      return;
    }
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: false });
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
