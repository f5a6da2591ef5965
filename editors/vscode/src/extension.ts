// What the extension is made of.

import * as vscode from "vscode";
import { AstTree, showNode } from "./astTree";
import { BytecodePanel } from "./bytecode";
import { debug, registerDebugger, run } from "./debug";
import { Server } from "./server";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new Server();
  const bytecode = new BytecodePanel(server);
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    server,
    bytecode,
    new AstTree(server),
    registerDebugger(),
    registerCommand("serpentarium.run", run),
    registerCommand("serpentarium.debug", debug),
    registerCommand("serpentarium.showBytecode", () => bytecode.show()),
    registerCommand("serpentarium.showNode", showNode),
    registerCommand("serpentarium.restart", () => server.restart()),
    registerCommand("serpentarium.showLog", () => server.showLog()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (["path", "extraPaths", "stdlibPath"].some((name) => event.affectsConfiguration(`serpentarium.${name}`))) {
        void server.restart();
      }
    }),
  );
  await server.start();
}
