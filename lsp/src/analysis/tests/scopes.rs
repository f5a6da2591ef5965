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
    out.push_str(&format!(
        "{indentation}{} {} (line {})\n",
        table.kind, table.name, table.lineno
    ));
    for symbol in &table.symbols {
        out.push_str(&format!(
            "{indentation}  {}: {} {}\n",
            symbol.name,
            symbol.scope,
            symbol.is.join(",")
        ));
    }
    for child in &table.children {
        print(child, depth + 1, out);
    }
}

#[test]
fn cells_and_frees() {
    check(
        "import os\ndef outer(a, b):\n    c = a\n    def inner():\n        nonlocal b\n        global g\n        b = g = c\n    return inner, os\n",
        expect![[r#"
            module top (line 0)
              g: local assigned
              os: local assigned,imported
              outer: local assigned,namespace
              function outer (line 2)
                a: local parameter,referenced
                b: cell parameter
                c: cell assigned
                inner: local referenced,assigned,namespace
                os: global implicit referenced
                function inner (line 4)
                  b: free nonlocal
                  c: free referenced
                  g: global explicit 
        "#]],
    );
}

#[test]
fn classes_comprehensions_and_type_parameters() {
    check(
        "class C[T]:\n    x: T = 1\n    __private = 2\n    def m(self): return [y for y in self.__private]\n",
        expect![[r#"
            module top (line 0)
              C: local assigned,namespace
              type parameters C (line 1)
                T: cell assigned
                class C (line 1)
                  T: free referenced
                  _C__private: local assigned
                  m: local assigned,namespace
                  x: local assigned,annotated
                  function m (line 4)
                    self: local parameter,referenced
                    function <listcomp> (line 4)
                      y: local referenced,assigned
        "#]],
    );
}
