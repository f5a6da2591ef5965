use expect_test::{Expect, expect};

use crate::analysis::fixture::fixture;
use crate::analysis::scopes::ScopeTable;
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

/// What is outside of functions has the same numbers, and leads to the same places, whether the
/// functions are looked at or not.
#[track_caller]
fn check_outer(text: &str) {
    let (context, _) = fixture(text);
    let module = context.file.module();
    let (whole, outer) = (ScopeTable::of(module), ScopeTable::outer_of(module));
    assert!(outer.occurrences.len() < whole.occurrences.len());
    for (one, other) in outer.scopes.iter().zip(&whole.scopes) {
        assert_eq!(
            (one.kind, one.node, one.parent),
            (other.kind, other.node, other.parent)
        );
        assert_eq!(one.star_imports, other.star_imports);
    }
    for (one, other) in outer.bindings.iter().zip(&whole.bindings) {
        assert_eq!(
            (one.scope, one.range, &one.name),
            (other.scope, other.range, &other.name)
        );
    }
    for one in &outer.occurrences {
        let other = whole.occurrence_at(one.range.start()).expect("it is there");
        assert_eq!(
            (one.range, one.scope, one.target),
            (other.range, other.scope, other.target)
        );
        assert_eq!(one.binding, other.binding);
    }
}

#[test]
fn outside_of_functions() {
    check_outer(
        "import a\ndef f(x=a):\n    def g(): return x\n    return g\nclass C(a.B):\n    y = 1\n    @property\n    def m(self) -> y: return self\n    z = [y for y in a]\n",
    );
    check_outer(
        "from m import *\nclass A[T]:\n    def f[S](self, s: S) -> T: return s\n    class B:\n        def g(self): pass\nk = lambda q: q\ntype X = A\n",
    );
    check_outer(
        "class Outer:\n    __private = 1\n    def method(self):\n        class Inner:\n            __own = self.__private\n        return Inner\nuse = Outer()\n",
    );
}

#[test]
fn what_functions_bind_globally_is_in_the_order_of_the_text() {
    let text = "def f():\n    global g\n    g = 1\ng = 2\ndef h():\n    global g\n    g = 3\n";
    let (context, _) = fixture(text);
    let table = context.file.scopes();
    let bindings = table.bindings_of(crate::analysis::scopes::MODULE, "g");
    let lines: Vec<usize> = bindings
        .map(|found| context.file.line_number(found.range.start()))
        .collect();
    assert_eq!(lines, [3, 4, 7]);
}
