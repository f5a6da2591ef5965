// The syntax tree of the file in the editor, in step with the cursor.

import * as vscode from "vscode";
import { debounced, isPython, smallestAround, toRange } from "./follow";
import type { AstNode, AstResult } from "./protocol";
import type { Server } from "./server";

/** After this the tree follows the cursor. */
const PAUSE = 80;
/** While debugging, a stop moves the cursor and the side bar at once: only when that is done is it known whether the tree is shown. */
const PAUSE_WHILE_DEBUGGING = 1000;

class Item extends vscode.TreeItem {
  readonly children: Item[] = [];
  readonly source: vscode.Range | undefined;

  constructor(node: AstNode, readonly parent: Item | undefined, document: vscode.Uri) {
    super(node.field === "" ? node.class : `${node.field}: ${node.class}`);
    // By its place in the tree, so that what is unfolded stays so after an edit elsewhere.
    this.id = `${parent?.id ?? document.toString()}/${node.field}`;
    this.description = node.summary;
    // The protocol's null is not VS Code's undefined: an item with a null in it is not shown.
    this.source = node.range ? toRange(node.range) : undefined;
    const { start, end } = this.source ?? {};
    const place = start && end ? `, from ${start.line + 1}:${start.character + 1} to ${end.line + 1}:${end.character + 1}` : "";
    this.tooltip = `ast.${node.class}${place}`;
    this.command = { command: "serpentarium.showNode", title: "Show", arguments: [document, this.source] };
    parent?.children.push(this);
  }
}

export class AstTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private items: Item[] = [];
  private document: vscode.TextDocument | undefined;
  private asked = 0;
  /** The selection that a click in the tree made; following it would move the tree. */
  private own: vscode.Selection | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Item>;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView("serpentarium.ast", { treeDataProvider: this, showCollapseAll: true });
    const refresh = debounced(150, () => void this.refresh());
    this.disposables = [
      this.view,
      this.changed,
      refresh,
      server.onReady(refresh),
      this.view.onDidChangeVisibility(refresh),
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === this.document) {
          refresh();
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document === this.document) {
          this.clear();
        }
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        if (event.textEditor.document !== this.document) {
          return;
        }
        const [selection] = event.selections;
        if (this.own === undefined || selection === undefined || !selection.isEqual(this.own)) {
          this.own = undefined;
          this.followSoon();
        }
      }),
    ];
    refresh();
  }

  private clear(): void {
    this.document = undefined;
    this.items = [];
    this.view.message = undefined;
    this.view.description = undefined;
    this.changed.fire();
  }

  private async refresh(): Promise<void> {
    // While a view of the file has the focus, the tree still shows the file.
    const active = vscode.window.activeTextEditor?.document;
    const document = isPython(active) ? active : this.document;
    if (!this.view.visible || document === undefined) {
      return;
    }
    const ticket = ++this.asked;
    let result: AstResult;
    try {
      result = await this.server.ask<AstResult>("serpentarium/ast", document);
    } catch {
      // It is in the log; the next edit, or the server when it is ready, asks again.
      return;
    }
    if (ticket !== this.asked) {
      return;
    }
    this.document = document;
    this.items = [];
    for (const node of result.nodes) {
      const parent = node.parent === undefined || node.parent === null ? undefined : this.items[node.parent];
      this.items.push(new Item(node, parent, document.uri));
    }
    for (const item of this.items) {
      const { Expanded, Collapsed, None } = vscode.TreeItemCollapsibleState;
      item.collapsibleState = item.children.length === 0 ? None : item.parent === undefined ? Expanded : Collapsed;
    }
    this.view.description = vscode.workspace.asRelativePath(document.uri);
    this.view.message = result.complete ? undefined : `Without the statements that have errors: ${result.error ?? ""}`;
    this.changed.fire();
    this.followSoon();
  }

  private followSoon(): void {
    clearTimeout(this.timer);
    const pause = vscode.debug.activeDebugSession === undefined ? PAUSE : PAUSE_WHILE_DEBUGGING;
    this.timer = setTimeout(() => void this.follow(), pause);
  }

  private async follow(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    // To reveal an item of a view that is not shown would show it.
    if (!this.view.visible || editor === undefined || editor.document !== this.document || this.own !== undefined) {
      return;
    }
    const index = smallestAround(this.items.map((item) => item.source), editor.selection);
    const item = index === undefined ? undefined : this.items[index];
    if (item !== undefined) {
      await this.view.reveal(item, { select: true, focus: false });
    }
  }

  /** Selects a node's source. */
  async showNode(uri: vscode.Uri, range: vscode.Range | undefined): Promise<void> {
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
    if (range !== undefined) {
      // Its start is where the cursor comes to stand.
      this.own = new vscode.Selection(range.end, range.start);
    }
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: shown?.viewColumn, preserveFocus: true });
    if (this.own !== undefined) {
      editor.selection = this.own;
      editor.revealRange(this.own, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
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
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
