// Live values: a file that is run in the sandbox after every edit, for a person who asked.

import * as vscode from "vscode";
import { isPython } from "./follow";
import type { Server } from "./server";

export class LiveValues implements vscode.Disposable {
  private readonly on = new Set<string>();
  private readonly status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left, 50);
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.status.command = "serpentarium.toggleLive";
    this.disposables = [
      this.status,
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.on.delete(document.uri.toString());
        this.show();
      }),
      // A new server knows nothing of what the old one ran.
      server.onReady(() => {
        this.on.clear();
        this.show();
      }),
    ];
    this.show();
  }

  /** Turns the file in the editor on or off; never in a workspace that is not trusted. */
  async toggle(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!isPython(document)) {
      return;
    }
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage("Serpentarium: live values run the file, so the workspace has to be trusted first.");
      return;
    }
    const key = document.uri.toString();
    const answer = await this.server.turnLive(document, !this.on.has(key));
    if (answer === true) {
      this.on.add(key);
    } else {
      this.on.delete(key);
    }
    this.show();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!isPython(document)) {
      this.status.hide();
      return;
    }
    const isOn = this.on.has(document.uri.toString());
    this.status.text = isOn ? "$(pulse) Live" : "$(circle-slash) Live";
    this.status.tooltip = isOn
      ? "Serpentarium: the file is run in a sandbox after every edit. Click to stop."
      : "Serpentarium: click to run the file in a sandbox after every edit and show what its lines do.";
    this.status.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
