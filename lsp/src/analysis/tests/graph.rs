//! Graphs, compared with what they were recorded as (`UPDATE_EXPECT=1` records them again).

use expect_test::{Expect, expect};

use crate::analysis::bytecode_view::view;
use crate::analysis::fixture::fixture;
use crate::analysis::graph::classes::{anatomies, graph};
use crate::analysis::graph::control_flow::{ControlFlow, wanted};

/// The Mermaid text of the function that the cursor is in.
#[track_caller]
fn check_flow(text: &str, expected: Expect) {
    let (context, offset) = fixture(text);
    let found = view(&context.file, None);
    let at = ruff_text_size::TextRange::empty(offset);
    let code = wanted(&context.file, &found.codes, Some(at))[0];
    let flow = ControlFlow::of(&context.file, code);
    expected.assert_eq(&flow.graph(&context.file, code, false).mermaid("TD"));
}

#[test]
fn branches_and_loops() {
    check_flow(
        "def f(a):\n    while a:\n        if a > 2:\n            retur$0n a\n        a -= 1\n    return 0\n",
        expect![[r#"
            flowchart TD
                b0["1: def f(a):"]
                b1["2: while a:"]
                b2["2: while a:<br/>3: if a &gt; 2:"]
                b3(["3: if a &gt; 2:<br/>4: return a"])
                b4["5: a -= 1"]
                b5(["6: return 0"])
                b0 --> b1
                b1 -->|"true"| b2
                b1 -->|"false"| b5
                b2 -->|"true"| b3
                b2 -->|"false"| b4
                b4 -->|"loop"| b1
        "#]],
    );
}

#[test]
fn handlers() {
    check_flow(
        "def $0f(a):\n    try:\n        g(a)\n    except ValueError:\n        return 1\n    finally:\n        h()\n",
        expect![[r#"
            flowchart TD
                b0["2: try:"]
                b1["3: g(a)"]
                b2(["3: g(a)<br/>7: h()"])
                b3{{"4: except ValueError:"}}
                b4["4: except ValueError:"]
                b5["5: return 1"]
                b6(["7: h()"])
                b7(["4: except ValueError:"])
                b8{{"offset 102"}}
                b9{{"7: h()"}}
                b10{{"offset 132"}}
                b0 --> b1
                b1 --> b2
                b1 -.->|"exception"| b3
                b3 -->|"true"| b4
                b3 -->|"false"| b7
                b3 -.->|"exception"| b8
                b4 --> b5
                b4 -.->|"exception"| b8
                b5 --> b6
                b5 -.->|"exception"| b9
                b7 -.->|"exception"| b8
                b8 -.->|"exception"| b9
                b9 -.->|"exception"| b10
        "#]],
    );
}

#[test]
fn classes_with_their_bases() {
    let text = "import abc\nclass M(type): pass\nclass A(metaclass=M):\n    __slots__ = ('x',)\n    @property\n    def p(self): pass\n    def m(self): pass\nclass B(A, abc.ABC): pass\nclass C(A, object): pass\n$0";
    let (context, _) = fixture(text);
    let classes = anatomies(&context, None);
    let graph = graph(&classes);
    expect![[r#"
        flowchart TD
            c0["M"]
            c1["A<br/>metaclass=M<br/>__slots__ = x<br/>m()<br/>property p"]
            c2["B"]
            c3["C<br/>metaclass=M"]
            c4(["type"])
            c5(["object"])
            c6(["abc.ABC"])
            c4 --> c0
            c5 --> c1
            c0 -.->|"metaclass"| c1
            c1 --> c2
            c6 --> c2
            c1 --> c3
            c5 --> c3
            c0 -.->|"metaclass"| c3
            c5 --> c4
            c5 --> c6
    "#]]
    .assert_eq(&graph.mermaid("TD"));
    expect![[r#"
        digraph "classes" {
            rankdir=TB;
            node [shape=box, fontname="monospace"];
            c0 [label="M\l", shape=box];
            c1 [label="A\lmetaclass=M\l__slots__ = x\lm()\lproperty p\l", shape=box];
            c2 [label="B\l", shape=box];
            c3 [label="C\lmetaclass=M\l", shape=box];
            c4 [label="type\l", shape=ellipse];
            c5 [label="object\l", shape=ellipse];
            c6 [label="abc.ABC\l", shape=ellipse];
            c4 -> c0 [label="", style=solid];
            c5 -> c1 [label="", style=solid];
            c0 -> c1 [label="metaclass", style=dashed];
            c1 -> c2 [label="", style=solid];
            c6 -> c2 [label="", style=solid];
            c1 -> c3 [label="", style=solid];
            c5 -> c3 [label="", style=solid];
            c0 -> c3 [label="metaclass", style=dashed];
            c5 -> c4 [label="", style=solid];
            c5 -> c6 [label="", style=solid];
        }
    "#]]
    .assert_eq(&graph.dot("classes", "TB"));
}
