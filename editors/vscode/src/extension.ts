// What the extension is made of.

import * as vscode from "vscode";
import { AstTree } from "./astTree";
import { debug, registerDebugger, run } from "./debug";
import { Drawings } from "./drawings";
import { withLiveLens } from "./lenses";
import { ListingViews } from "./listingViews";
import { LiveValues } from "./live";
import { showReferences } from "./references";
import { ReportView } from "./report";
import { Server } from "./server";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = new Server();
  const listings = new ListingViews(server);
  const drawings = new Drawings(server);
  const live = new LiveValues(server);
  const tree = new AstTree(server);
  const report = new ReportView(server);
  server.middleware = {
    provideCodeLenses: async (document, token, next) => {
      const lenses = await next(document, token);
      return lenses && withLiveLens(live, document, lenses);
    },
  };
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    server,
    listings,
    drawings,
    live,
    tree,
    report,
    registerDebugger(),
    registerCommand("serpentarium.run", run),
    registerCommand("serpentarium.debug", debug),
    registerCommand("serpentarium.showBytecode", (argument) => listings.show("bytecode", argument)),
    registerCommand("serpentarium.showScopes", (argument) => listings.show("symtable", argument)),
    registerCommand("serpentarium.goToSource", () => listings.goToSource()),
    registerCommand("serpentarium.showControlFlow", (argument) => drawings.show("control-flow", argument)),
    registerCommand("serpentarium.showControlFlowDot", (argument) => drawings.show("control-flow-dot", argument)),
    registerCommand("serpentarium.showClasses", (argument) => drawings.show("classes", argument)),
    registerCommand("serpentarium.showClassesDot", (argument) => drawings.show("classes-dot", argument)),
    registerCommand("serpentarium.showDump", (argument) => drawings.show("dump", argument)),
    registerCommand("serpentarium.showTree", () => vscode.commands.executeCommand("serpentarium.ast.focus")),
    registerCommand("serpentarium.showNode", (uri, range) => tree.showNode(uri, range)),
    registerCommand("serpentarium.showReferences", showReferences),
    registerCommand("serpentarium.toggleLive", (argument) => live.toggle(argument)),
    registerCommand("serpentarium.restart", () => server.restart()),
    registerCommand("serpentarium.showLog", () => server.showLog()),
    registerCommand("serpentarium.openReport", () => report.show()),
    live.onDidChange(() => {
      for (const editor of vscode.window.visibleTextEditors) {
        server.refreshLenses(editor.document);
      }
    }),
    // The server hears of all other settings while it runs.
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("serpentarium.path")) {
        void server.restart();
      }
    }),
  );
  await server.start();
}
