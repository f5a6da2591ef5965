use expect_test::{Expect, expect};

use crate::analysis::code_lens::lenses;
use crate::analysis::fixture::{describe, fixture};
use crate::analysis::folding::folds;
use crate::analysis::selection::ranges;
use crate::analysis::semantic_tokens::{TYPES, tokens};
use crate::analysis::signature_help::signature_help;
use crate::analysis::symbols::{Symbol, symbols};
use crate::analysis::workspace_symbols;

fn print(symbols: &[Symbol], depth: usize, out: &mut String) {
    for symbol in symbols {
        out.push_str(&format!(
            "{}{:?} {} {}\n",
            "  ".repeat(depth),
            symbol.kind,
            symbol.name,
            symbol.detail
        ));
        print(&symbol.children, depth + 1, out);
    }
}

#[test]
fn document_symbols() {
    let (context, _) = fixture(
        "LIMIT = 1\nname, other = 1, 2\nclass Colour(Enum):\n    RED = 1\nclass C(Base):\n    field: int = 1\n    def __init__(self, x=1): self.x = x\n    @property\n    def p(self) -> int: return 1\nasync def f(a, *, b=2):\n    local = 1\n    def inner(): pass\nif LIMIT:\n    conditional = 1\ntype T = int\n",
    );
    let mut shown = String::new();
    print(&symbols(&context.file), 0, &mut shown);
    let expected: Expect = expect![[r#"
        Constant LIMIT 
        Variable name 
        Variable other 
        Enum Colour (Enum)
          EnumMember RED 
        Class C (Base)
          Field field 
          Constructor __init__ (self, x=1)
          Property p (self) -> int
        Function f async (a, *, b=2)
          Function inner ()
        Variable conditional 
        TypeAlias T 
    "#]];
    expected.assert_eq(&shown);
}

#[test]
fn workspace_search() {
    let (context, _) = fixture(
        "//- a.py\ndef find_me(): pass\n//- b.py\nclass FindMeToo:\n    def find(self): pass\n",
    );
    let found = workspace_symbols::find(&context, "findme");
    let mut names: Vec<&str> = found
        .iter()
        .map(|found| found.symbol.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["FindMeToo", "find_me"]);
}

#[test]
fn folding() {
    let (context, _) = fixture(
        "import a\nimport b\n\n# one\n# two\ndef f(\n    x,\n):\n    '''Doc\n    string.'''\n    if x:\n        y\n    else:\n        z\n# region R\nq = [\n    1,\n]\n# endregion\n",
    );
    let shown: Vec<String> = folds(&context.file)
        .iter()
        .map(|fold| format!("{}-{} {:?}", fold.start_line, fold.end_line, fold.kind))
        .collect();
    let expected: Expect = expect![[r#"
        0-1 Imports
        3-4 Comment
        5-7 Block
        5-13 Block
        8-9 Comment
        10-11 Block
        12-13 Block
        14-18 Region
        15-17 Block"#]];
    expected.assert_eq(&shown.join("\n"));
}

#[test]
fn selection() {
    let (context, offset) = fixture("def f():\n    return a + b$0c * d\n");
    let shown: Vec<String> = ranges(&context.file, offset)
        .iter()
        .map(|range| context.file.slice(*range).to_owned())
        .collect();
    assert_eq!(
        shown,
        [
            "bc",
            "bc * d",
            "a + bc * d",
            "return a + bc * d",
            "def f():\n    return a + bc * d",
            "def f():\n    return a + bc * d\n"
        ]
    );
}

#[test]
fn lenses_at_the_main_guard() {
    let (context, _) = fixture("def main(): pass\nif __name__ == '__main__':\n    main()\n");
    let places: Vec<String> = lenses(&context.file)
        .iter()
        .map(|lens| describe(&context.file, lens.range))
        .collect();
    assert_eq!(places, ["2:1 if __name__ == '__main__'"; 2]);
    let (context, _) = fixture("print(1)\n");
    assert_eq!(lenses(&context.file).len(), 2);
    let (context, _) = fixture("def only(): pass\n");
    assert!(lenses(&context.file).is_empty());
}

#[test]
fn semantic_tokens() {
    let (context, _) =
        fixture("import os\nclass C:\n    def m(self, x): return os.path.join(x, len(x))\n");
    let shown: Vec<String> = tokens(&context, None)
        .iter()
        .map(|token| {
            format!(
                "{} {} {:b}",
                describe(&context.file, token.range),
                TYPES[token.kind as usize],
                token.modifiers
            )
        })
        .collect();
    let expected: Expect = expect![[r#"
        1:8 os namespace 1
        2:7 C class 1
        3:9 m method 1
        3:11 self parameter 1
        3:17 x parameter 1
        3:28 os namespace 0
        3:31 path property 0
        3:36 join method 0
        3:41 x parameter 0
        3:44 len function 10000
        3:48 x parameter 0"#]];
    expected.assert_eq(&shown.join("\n"));
}

#[test]
fn help_with_signatures() {
    let show = |text: &str| {
        let (context, offset) = fixture(text);
        signature_help(&context, offset).map(|help| {
            let active = help
                .active
                .map(|index| help.label[help.parameters[index].clone()].to_owned());
            format!("{} [{}]", help.label, active.unwrap_or_default())
        })
    };
    assert_eq!(
        show("def f(a, b=1, *c, d, **e): pass\nf($0)\n").as_deref(),
        Some("f(a, b=1, *c, d, **e) [a]")
    );
    assert_eq!(
        show("def f(a, b=1, *c, d, **e): pass\nf(1, [2, 3], 4, $0\n").as_deref(),
        Some("f(a, b=1, *c, d, **e) [*c]")
    );
    assert_eq!(
        show("def f(a, b=1, *c, d, **e): pass\nf(1, d=$0)\n").as_deref(),
        Some("f(a, b=1, *c, d, **e) [d]")
    );
    assert_eq!(
        show("class C:\n    def __init__(self, x, y): pass\nC(1, $0)\n").as_deref(),
        Some("C(x, y) [y]")
    );
    assert_eq!(show("len($0)\n").as_deref(), Some("len(obj, /) [obj]"));
    assert_eq!(
        show("'a'.join($0)\n").as_deref(),
        Some("join(iterable, /) [iterable]")
    );
    assert_eq!(show("f(1)$0\n"), None);
}
