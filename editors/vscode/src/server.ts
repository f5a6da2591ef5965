// The language server: started, stopped, restarted, shown in the status bar.

import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions, type Middleware, type ServerOptions } from "vscode-languageclient/node";
import { findBinary, report } from "./binary";

/** A question without an answer; the message is for a person. */
export class Unanswered extends Error {}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly log = vscode.window.createOutputChannel("Serpentarium", { log: true });
  private readonly trace = vscode.window.createOutputChannel("Serpentarium Messages");
  private readonly status = vscode.languages.createLanguageStatusItem("serpentarium", { language: "python" });
  private readonly readyEmitter = new vscode.EventEmitter<void>();
  readonly onReady = this.readyEmitter.event;
  /** What stands between the server and VS Code; set before the start. */
  middleware: Middleware = {};
  /** The command that was started last. */
  command: string | undefined;

  constructor() {
    this.status.name = "Serpentarium";
    this.show("starting", "", true);
  }

  private show(state: string, detail: string, busy = false, severity = vscode.LanguageStatusSeverity.Information): void {
    this.status.text = `Serpentarium: ${state}`;
    this.status.detail = detail;
    this.status.busy = busy;
    this.status.severity = severity;
    const works = severity === vscode.LanguageStatusSeverity.Information;
    this.status.command = works
      ? { command: "serpentarium.openReport", title: "Report" }
      : { command: "serpentarium.showLog", title: "Show Log" };
    void vscode.commands.executeCommand("setContext", "serpentarium.server", state);
  }

  async start(): Promise<void> {
    let command: string;
    try {
      command = findBinary();
    } catch (error) {
      this.show("command not found", error instanceof Error ? error.message : "", false, vscode.LanguageStatusSeverity.Error);
      this.log.error(error instanceof Error ? error : String(error));
      void report(error);
      return;
    }
    this.command = command;
    const serverOptions: ServerOptions = { command, args: ["lsp"] };
    const clientOptions: LanguageClientOptions = {
      documentSelector: [{ language: "python" }],
      outputChannel: this.log,
      traceOutputChannel: this.trace,
      middleware: this.middleware,
      // The same that the server asks for later, so that it need not start twice.
      initializationOptions: vscode.workspace.getConfiguration("serpentarium"),
    };
    const client = new LanguageClient("serpentarium", "Serpentarium", serverOptions, clientOptions);
    this.client = client;
    client.onDidChangeState((change) => {
      if (client !== this.client) {
        return;
      }
      if (change.newState === State.Running) {
        this.show("running", command);
        this.readyEmitter.fire();
      } else if (change.newState === State.Stopped) {
        this.show("stopped", command, false, vscode.LanguageStatusSeverity.Warning);
      }
    });
    this.log.info(`starting ${command} lsp`);
    try {
      await client.start();
    } catch (error) {
      this.show("failed to start", command, false, vscode.LanguageStatusSeverity.Error);
      void report(error);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) {
      await client.stop();
    }
    await client?.dispose();
  }

  async restart(): Promise<void> {
    this.show("starting", "", true);
    try {
      await this.stop();
    } catch (error) {
      // A server that does not end in time is left behind.
      this.log.warn(`the server did not stop: ${error instanceof Error ? error.message : String(error)}`);
    }
    await this.start();
  }

  showLog(): void {
    this.log.show(true);
  }

  /** The lenses are asked for again. */
  refreshLenses(document: vscode.TextDocument): void {
    this.client?.getFeature("textDocument/codeLens").getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }

  private async request<T>(method: string, params: (client: LanguageClient) => unknown): Promise<T> {
    const client = this.client;
    if (client?.state !== State.Running) {
      throw new Unanswered("The language server is not running.");
    }
    try {
      const answer = await client.sendRequest<T | null>(method, params(client));
      if (answer !== null) {
        return answer;
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.warn(`${method}: ${reason}`);
      throw new Unanswered(`The language server gave no answer: ${reason}`);
    }
    throw new Unanswered("The language server does not know this file.");
  }

  /** Asks one of our own requests; fails with `Unanswered` while there is no server or the text has moved on. */
  ask<T>(method: string, document: vscode.TextDocument): Promise<T> {
    return this.request<T>(method, (client) => ({
      textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
    }));
  }

  execute<T>(command: string): Promise<T> {
    return this.request<T>("workspace/executeCommand", () => ({ command, arguments: [] }));
  }

  /** Turns live values of a document on or off; whether they are on now, undefined if that failed. */
  async turnLive(document: vscode.TextDocument, enabled: boolean): Promise<boolean | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) {
      void vscode.window.showWarningMessage("Serpentarium: the language server is not running.");
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
    this.trace.dispose();
    this.log.dispose();
  }
}
