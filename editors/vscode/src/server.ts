// The language server: started, stopped, restarted, shown in the status bar.

import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { findBinary, report } from "./binary";

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly log = vscode.window.createOutputChannel("Serpentarium", { log: true });
  private readonly status = vscode.languages.createLanguageStatusItem("serpentarium", { language: "python" });
  private readonly readyEmitter = new vscode.EventEmitter<void>();
  readonly onReady = this.readyEmitter.event;

  constructor() {
    this.status.name = "Serpentarium";
    this.status.command = { command: "serpentarium.showLog", title: "Show log" };
    this.show("starting", true);
  }

  private show(text: string, busy = false, severity = vscode.LanguageStatusSeverity.Information): void {
    this.status.text = `Serpentarium: ${text}`;
    this.status.busy = busy;
    this.status.severity = severity;
  }

  async start(): Promise<void> {
    let command: string;
    try {
      command = findBinary();
    } catch (error) {
      this.show("command not found", false, vscode.LanguageStatusSeverity.Error);
      void report(error);
      return;
    }
    const serverOptions: ServerOptions = { command, args: ["lsp"] };
    const settings = vscode.workspace.getConfiguration("serpentarium");
    const clientOptions: LanguageClientOptions = {
      documentSelector: [{ language: "python" }],
      outputChannel: this.log,
      initializationOptions: {
        extraPaths: settings.get<string[]>("extraPaths", []),
        stdlibPath: settings.get<string>("stdlibPath", "") || null,
        completion: settings.get("completion"),
        diagnostics: settings.get("diagnostics"),
        codeLens: settings.get("codeLens"),
      },
    };
    const client = new LanguageClient("serpentarium", "Serpentarium", serverOptions, clientOptions);
    this.client = client;
    client.onDidChangeState((change) => {
      if (change.newState === State.Running) {
        this.show("running");
        this.readyEmitter.fire();
      } else if (change.newState === State.Stopped) {
        this.show("stopped", false, vscode.LanguageStatusSeverity.Warning);
      }
    });
    this.log.info(`starting ${command} lsp`);
    try {
      await client.start();
    } catch (error) {
      this.show("failed to start", false, vscode.LanguageStatusSeverity.Error);
      void report(error);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) {
      await client.stop();
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    this.show("starting", true);
    await this.start();
  }

  showLog(): void {
    this.log.show(true);
  }

  /** Asks one of our own requests; undefined while there is no server or the text has moved on. */
  async ask<T>(method: string, document: vscode.TextDocument, range?: vscode.Range): Promise<T | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) {
      return undefined;
    }
    const params = {
      textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
      range: range && client.code2ProtocolConverter.asRange(range),
    };
    try {
      return (await client.sendRequest<T | null>(method, params)) ?? undefined;
    } catch (error) {
      this.log.warn(`${method}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** Turns live values of a document on or off; whether they are on now, undefined if that failed. */
  async turnLive(document: vscode.TextDocument, enabled: boolean): Promise<boolean | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) {
      return undefined;
    }
    const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    try {
      const answer = await client.sendRequest<{ enabled: boolean }>("serpentarium/live", { textDocument, enabled });
      return answer.enabled;
    } catch (error) {
      void report(error);
      return undefined;
    }
  }

  dispose(): void {
    void this.stop();
    this.status.dispose();
    this.readyEmitter.dispose();
    this.log.dispose();
  }
}
