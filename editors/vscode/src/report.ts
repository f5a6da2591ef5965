// What the server found and what it could not use, as a document to read or to send.

import * as vscode from "vscode";
import type { Server } from "./server";

interface Report {
  version: string;
  environment?: string | null;
  searchPaths: string[];
  problems: string[];
}

const ADDRESS = vscode.Uri.from({ scheme: "serpentarium-report", path: "/Serpentarium report.md" });

/** Shows the report as a document that cannot be edited. */
export class ReportView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(ADDRESS.scheme, this);

  constructor(private readonly server: Server) {}

  async provideTextDocumentContent(): Promise<string> {
    try {
      return render(await this.server.execute<Report>("serpentarium.showReport"), this.server.command ?? "");
    } catch (error) {
      return `${error instanceof Error ? error.message : String(error)}\n`;
    }
  }

  async show(): Promise<void> {
    const document = await vscode.workspace.openTextDocument(ADDRESS);
    this.changed.fire(ADDRESS);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

function render(report: Report, command: string): string {
  const list = (items: string[], none: string): string[] => (items.length === 0 ? [none] : items.map((item) => `- ${item}`));
  const lines = [
    "# Serpentarium",
    "",
    `- Command: ${command}`,
    `- Version: ${report.version}`,
    `- Environment: ${report.environment ?? "none found"}`,
    `- Workspace trusted: ${vscode.workspace.isTrusted ? "yes" : "no"}`,
    "",
    "## Where modules are looked for",
    "",
    ...list(report.searchPaths, "Nowhere but in the standard library."),
    "",
    "## Problems with the settings",
    "",
    ...list(report.problems, "None."),
    "",
  ];
  return lines.join("\n");
}
