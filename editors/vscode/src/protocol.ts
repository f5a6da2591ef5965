// Our own requests, as lsp/PROTOCOL.md describes them.

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface AstNode {
  class: string;
  /** Index of the parent in the list; absent for the root. */
  parent?: number;
  /** Where in the parent: `body[0]`, `value`. */
  field: string;
  /** The plain fields: `name='f'`. */
  summary: string;
  range?: Range;
}

export interface AstResult {
  version?: number;
  complete: boolean;
  error?: string;
  nodes: AstNode[];
  dump: string;
}

export interface ControlFlowResult {
  version?: number;
  complete: boolean;
  error?: string;
  functions: { name: string; qualname: string; range: Range; blocks: unknown[]; mermaid: string; dot: string }[];
}

export interface ClassesResult {
  version?: number;
  classes: {
    name: string;
    range?: Range | null;
    mro: string[];
    error?: string | null;
    metaclass?: string | null;
    slots?: string[] | null;
    members: { kind: string; name: string }[];
  }[];
  mermaid: string;
  dot: string;
}

export interface SymtableTable {
  name: string;
  kind: string;
  lineno: number;
  range: Range;
  symbols: { name: string; scope: string; is: string[]; bindings: Range[] }[];
  children: SymtableTable[];
}

export interface SymtableResult {
  version?: number;
  table: SymtableTable;
}

export interface Instruction {
  offset: number;
  opname: string;
  argrepr: string;
  line?: number;
  range?: Range;
  textLine?: number;
}

export interface Code {
  qualname: string;
  firstLine: number;
  flags: string[];
  locals: string[];
  cells: string[];
  frees: string[];
  stackSize: number;
  size: number;
  range: Range;
  instructions: Instruction[];
  text: string;
}

export interface BytecodeResult {
  version?: number;
  complete: boolean;
  error?: string;
  leftOut: [number, number][];
  codes: Code[];
}
