// Live values: a file that is run in the sandbox after every edit, for a person who asked.

import * as vscode from "vscode";
import { isPython, pythonDocument } from "./follow";
import type { Server } from "./server";
import { mayRun } from "./trust";

export class LiveValues implements vscode.Disposable {
  private readonly on = new Set<string>();
  private readonly status = vscode.window.createStatusBarItem("serpentarium.live", vscode.StatusBarAlignment.Left, 50);
  private readonly changed = new vscode.EventEmitter<void>();
  /** A file was turned on or off, or the workspace became trusted. */
  readonly onDidChange = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.status.name = "Serpentarium Live Values";
    this.status.command = "serpentarium.toggleLive";
    this.disposables = [
      this.status,
      this.changed,
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (this.on.delete(document.uri.toString())) {
          this.changed.fire();
        }
      }),
      // A new server knows nothing of what the old one ran.
      server.onReady(() => void this.again()),
      this.onDidChange(() => this.show()),
    ];
    this.show();
  }

  isOn(uri: vscode.Uri): boolean {
    return this.on.has(uri.toString());
  }

  /** Turns a file on or off; never in a workspace that is not trusted. */
  async toggle(argument: unknown): Promise<void> {
    const document = await pythonDocument(argument);
    if (document === undefined) {
      return;
    }
    if (!(await mayRun())) {
      return;
    }
    await this.turn(document, !this.isOn(document.uri));
    this.changed.fire();
    if (this.isOn(document.uri)) {
      await this.checkHints(document);
    }
  }

  private async turn(document: vscode.TextDocument, enabled: boolean): Promise<void> {
    if (await this.server.turnLive(document, enabled)) {
      this.on.add(document.uri.toString());
    } else {
      this.on.delete(document.uri.toString());
    }
  }

  private async again(): Promise<void> {
    for (const document of vscode.workspace.textDocuments) {
      if (this.isOn(document.uri)) {
        await this.turn(document, true);
      }
    }
    this.changed.fire();
  }

  /** Live values are inlay hints: with those off there would be nothing to see. */
  private async checkHints(document: vscode.TextDocument): Promise<void> {
    const setting = vscode.workspace.getConfiguration("editor", document).get<string>("inlayHints.enabled");
    if (setting !== "off" && setting !== "offUnlessPressed") {
      return;
    }
    const open = "Open Setting";
    const text = `Serpentarium: live values are inlay hints, and the setting editor.inlayHints.enabled is "${setting}".`;
    if ((await vscode.window.showWarningMessage(text, open)) === open) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "editor.inlayHints.enabled");
    }
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!isPython(document)) {
      // The panels and views have the focus now and then; the file is still there.
      if (document !== undefined) {
        this.status.hide();
      }
      return;
    }
    const isOn = this.isOn(document.uri);
    void vscode.commands.executeCommand("setContext", "serpentarium.isLive", isOn);
    this.status.text = isOn ? "$(pulse) Live values on" : "$(pulse) Live values off";
    this.status.tooltip = isOn
      ? "The file is run in a sandbox after every edit: no writes, no processes, no network. Click to stop that."
      : vscode.workspace.isTrusted
        ? "Click to run the file in a sandbox after every edit and to see behind its lines what they did."
        : "The workspace is not trusted, so nothing of it is run.";
    this.status.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
