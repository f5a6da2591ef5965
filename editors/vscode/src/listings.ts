// Answers of the language server as lines of text that know where in the source they come from.

import * as vscode from "vscode";
import { toRange } from "./follow";
import type { BytecodeResult, Code, SymtableResult, SymtableTable } from "./protocol";
import type { Server } from "./server";

export interface Listing {
  lines: string[];
  /** Where each line comes from; no entry for a heading. */
  sources: (vscode.Range | undefined)[];
}

export interface ListingKind {
  /** What the document's name ends in; package.json gives it a language. */
  suffix: string;
  /** Several lines belong to a line of the source, or only the one that fits the cursor best. */
  bySourceLine: boolean;
  render(server: Server, document: vscode.TextDocument): Promise<Listing>;
}

export const LISTINGS: Record<string, ListingKind> = {
  bytecode: {
    suffix: ".dis",
    bySourceLine: true,
    render: async (server, document) => bytecode(await server.ask<BytecodeResult>("serpentarium/bytecode", document)),
  },
  symtable: {
    suffix: ".scopes",
    bySourceLine: false,
    render: async (server, document) => symtable(await server.ask<SymtableResult>("serpentarium/symtable", document)),
  },
};

/** Code and its locals, cells and free variables above the listing of `dis`. */
function header(code: Code): string[] {
  const lines = [`# ${code.qualname} (line ${code.firstLine}): ${code.size} bytes, stack ${code.stackSize}`];
  const names = [
    ["locals", code.locals],
    ["cells", code.cells],
    ["free", code.frees],
  ] as const;
  if (code.flags.length > 0) {
    lines.push(`# ${code.flags.join(" ")}`);
  }
  const variables = names.filter(([, list]) => list.length > 0).map(([label, list]) => `${label}: ${list.join(", ")}`);
  if (variables.length > 0) {
    lines.push(`# ${variables.join("; ")}`);
  }
  return lines;
}

function bytecode(result: BytecodeResult): Listing {
  const listing: Listing = { lines: [], sources: [] };
  if (!result.complete) {
    listing.lines.push(`# The file has errors: ${result.error ?? ""}`);
    listing.lines.push(result.codes.length === 0 ? "# There is no code." : "# This is the code of the rest.", "");
  }
  for (const code of result.codes) {
    listing.lines.push(...header(code));
    const first = listing.lines.length;
    listing.lines.push(...code.text.replace(/\n$/, "").split("\n"), "");
    for (const instruction of code.instructions) {
      if (instruction.textLine !== undefined && instruction.textLine !== null && instruction.range) {
        listing.sources[first + instruction.textLine] = toRange(instruction.range);
      }
    }
  }
  return listing;
}

function symtable(result: SymtableResult): Listing {
  const listing: Listing = { lines: [], sources: [] };
  scope(result.table, "", listing);
  return listing;
}

function scope(table: SymtableTable, indentation: string, listing: Listing): void {
  listing.sources[listing.lines.length] = toRange(table.range);
  listing.lines.push(`${indentation}${table.kind} ${table.name}${table.lineno > 0 ? ` (line ${table.lineno})` : ""}`);
  const width = Math.max(0, ...table.symbols.map((symbol) => symbol.name.length));
  for (const symbol of table.symbols) {
    const binding = symbol.bindings[0];
    listing.sources[listing.lines.length] = binding && toRange(binding);
    listing.lines.push(`${indentation}    ${symbol.name.padEnd(width)}  ${[symbol.scope, ...symbol.is].join(", ")}`);
  }
  for (const child of table.children) {
    scope(child, `${indentation}  `, listing);
  }
}
