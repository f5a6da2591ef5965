// What the extension is made of.

import * as vscode from "vscode";
import { AstTree, showNode } from "./astTree";
import { BytecodePanel } from "./bytecode";
import { debug, registerDebugger, run } from "./debug";
import { LiveValues } from "./live";
import { showReferences } from "./references";
import { Server } from "./server";
import { TextViews } from "./textViews";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new Server();
  const bytecode = new BytecodePanel(server);
  const live = new LiveValues(server);
  const views = new TextViews(server);
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    server,
    bytecode,
    live,
    views,
    new AstTree(server),
    registerDebugger(),
    registerCommand("serpentarium.run", run),
    registerCommand("serpentarium.debug", debug),
    registerCommand("serpentarium.showBytecode", () => bytecode.show()),
    registerCommand("serpentarium.toggleLive", () => live.toggle()),
    registerCommand("serpentarium.showControlFlow", () => views.show("controlFlow")),
    registerCommand("serpentarium.showControlFlowDot", () => views.show("controlFlowDot")),
    registerCommand("serpentarium.showClasses", () => views.show("classes")),
    registerCommand("serpentarium.showScopes", () => views.show("symtable")),
    registerCommand("serpentarium.showNode", showNode),
    registerCommand("serpentarium.showReferences", showReferences),
    registerCommand("serpentarium.restart", () => server.restart()),
    registerCommand("serpentarium.showLog", () => server.showLog()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (["path", "extraPaths", "stdlibPath", "completion", "diagnostics", "codeLens"].some((name) => event.affectsConfiguration(`serpentarium.${name}`))) {
        void server.restart();
      }
    }),
  );
  await server.start();
}
