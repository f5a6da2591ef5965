// The syntax tree of the file in the editor, in step with the cursor.

import * as vscode from "vscode";
import { debounced, isPython, smallestAround, toRange } from "./follow";
import type { AstNode, AstResult } from "./protocol";
import type { Server } from "./server";

class Item extends vscode.TreeItem {
  readonly children: Item[] = [];
  readonly source: vscode.Range | undefined;

  constructor(node: AstNode, readonly parent: Item | undefined, index: number, document: vscode.Uri) {
    super(node.field === "" ? node.class : `${node.field}: ${node.class}`);
    this.id = String(index);
    this.description = node.summary;
    // The protocol's null is not VS Code's undefined: an item with a null in it is not shown.
    this.source = node.range ? toRange(node.range) : undefined;
    const { start, end } = this.source ?? {};
    this.tooltip = start && end ? `${start.line + 1}:${start.character} - ${end.line + 1}:${end.character}` : undefined;
    this.command = { command: "serpentarium.showNode", title: "Show", arguments: [document, this.source] };
    parent?.children.push(this);
  }
}

export class AstTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private items: Item[] = [];
  private document: vscode.TextDocument | undefined;
  private asked = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Item>;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView("serpentarium.ast", { treeDataProvider: this, showCollapseAll: true });
    const refresh = debounced(150, () => void this.refresh());
    const follow = debounced(80, () => void this.follow());
    this.disposables = [
      this.view,
      this.changed,
      refresh,
      follow,
      server.onReady(refresh),
      this.view.onDidChangeVisibility(refresh),
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.document) {
          refresh();
        }
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        // A click in the tree moves the selection; following it back would move the tree.
        if (event.textEditor.document === this.document && event.kind !== undefined) {
          follow();
        }
      }),
    ];
    refresh();
  }

  private async refresh(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!this.view.visible || !isPython(document)) {
      return;
    }
    this.document = document;
    const ticket = ++this.asked;
    const result = await this.server.ask<AstResult>("serpentarium/ast", document);
    if (result === undefined || ticket !== this.asked) {
      return;
    }
    this.items = [];
    result.nodes.forEach((node, index) => {
      const parent = node.parent === undefined || node.parent === null ? undefined : this.items[node.parent];
      this.items.push(new Item(node, parent, index, document.uri));
    });
    for (const item of this.items) {
      const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
      item.collapsibleState = item.children.length === 0 ? None : item.parent === undefined ? Expanded : Collapsed;
    }
    this.view.message = result.complete ? undefined : `Without the parts that have errors: ${result.error ?? ""}`;
    this.changed.fire();
    await this.follow();
  }

  private async follow(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!this.view.visible || editor?.document !== this.document || editor === undefined) {
      return;
    }
    const index = smallestAround(this.items.map((item) => item.source), editor.selection.active);
    const item = index === undefined ? undefined : this.items[index];
    if (item !== undefined) {
      await this.view.reveal(item, { select: true, focus: false, expand: true });
    }
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return item;
  }

  getChildren(item?: Item): Item[] {
    return item === undefined ? this.items.slice(0, 1) : item.children;
  }

  getParent(item: Item): Item | undefined {
    return item.parent;
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

/** Puts the cursor on a node's source. */
export async function showNode(uri: vscode.Uri, range: vscode.Range | undefined): Promise<void> {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  const editor = await vscode.window.showTextDocument(uri, { viewColumn: shown?.viewColumn, preserveFocus: true });
  if (range !== undefined) {
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
