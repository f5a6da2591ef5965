use expect_test::{Expect, expect};

use crate::analysis::fixture::fixture;
use crate::analysis::symtable_view::{TableView, view};

fn check(text: &str, expected: Expect) {
    let (context, _) = fixture(text);
    let mut shown = String::new();
    print(&view(&context.file), 0, &mut shown);
    expected.assert_eq(&shown);
}

fn print(table: &TableView, depth: usize, out: &mut String) {
    let indentation = "  ".repeat(depth);
    out.push_str(&format!("{indentation}{} {} (line {})\n", table.kind, table.name, table.lineno));
    for symbol in &table.symbols {
        out.push_str(&format!("{indentation}  {}: {} {}\n", symbol.name, symbol.scope, symbol.is.join(",")));
    }
    for child in &table.children {
        print(child, depth + 1, out);
    }
}

#[test]
fn cells_and_frees() {
    check(
        "import os\ndef outer(a, b):\n    c = a\n    def inner():\n        nonlocal b\n        global g\n        b = g = c\n    return inner, os\n",
        expect![[""]],
    );
}

#[test]
fn classes_comprehensions_and_type_parameters() {
    check(
        "class C[T]:\n    x: T = 1\n    __private = 2\n    def m(self): return [y for y in self.__private]\n",
        expect![[""]],
    );
}
