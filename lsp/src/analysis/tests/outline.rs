use expect_test::{Expect, expect};
use ruff_text_size::TextRange;

use crate::analysis::code_lens::{LensKind, lenses};
use crate::analysis::fixture::{describe, fixture};
use crate::analysis::folding::folds;
use crate::analysis::options::CodeLensOptions;
use crate::analysis::selection::ranges;
use crate::analysis::semantic_tokens::{KINDS, MODIFIERS, tokens};
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
          Field field int
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
    // The text has changed since.
    let (context, _) = fixture("def f(): pass\nx = 1\ndef f(): pass\ndef g(): pass\n");
    let again = |name, at: u32| {
        let range = workspace_symbols::again(&context.file, name, TextRange::empty(at.into()));
        range.map(|range| u32::from(range.start()))
    };
    assert_eq!(again("f", 6), Some(4));
    assert_eq!(again("f", 30), Some(24));
    assert_eq!(again("h", 6), None);
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

/// Each lens as its kind and what it stands at.
fn shown_lenses(text: &str, options: &CodeLensOptions) -> Vec<String> {
    let (context, _) = fixture(text);
    lenses(&context.file, options)
        .iter()
        .map(|lens| {
            let place = describe(&context.file, lens.range);
            match &lens.kind {
                LensKind::Run | LensKind::Debug => place,
                LensKind::References => format!("references of {place}"),
                LensKind::Bytecode {
                    bytes,
                    instructions,
                } => {
                    format!("{instructions} instructions, {bytes} bytes of {place}")
                }
            }
        })
        .collect()
}

#[test]
fn lenses_at_the_main_guard() {
    let options = CodeLensOptions {
        references: false,
        bytecode_size: false,
        ..CodeLensOptions::default()
    };
    assert_eq!(
        shown_lenses(
            "def main(): pass\nif __name__ == '__main__':\n    main()\n",
            &options
        ),
        ["2:1 if __name__ == '__main__'"; 2]
    );
    assert_eq!(shown_lenses("print(1)\n", &options).len(), 2);
    assert!(shown_lenses("def only(): pass\n", &options).is_empty());
}

#[test]
fn lenses_of_definitions() {
    let options = CodeLensOptions::default();
    assert_eq!(
        shown_lenses(
            "class C:\n    def m(self):\n        return self.x\n",
            &options
        ),
        [
            "references of 1:7 C",
            "references of 2:9 m",
            "4 instructions, 26 bytes of 2:9 m"
        ]
    );
}

#[test]
fn semantic_tokens() {
    let (context, _) = fixture(
        "import os\nfrom enum import Enum\nclass C(Enum):\n    RED = None\n    @property\n    def p(self): return self.p\n    @staticmethod\n    async def s(x): return os.path.join(x, len(x))\ndef f[T](c: 'C', *, k: list[T]):\n    return C.RED, c.p, f(c, k=[])\nLIMIT = C\nprint(LIMIT.RED)\n",
    );
    let shown: Vec<String> = tokens(&context, None)
        .iter()
        .map(|token| {
            let modifiers = MODIFIERS.iter().enumerate();
            let modifiers: String = modifiers
                .filter(|(bit, _)| token.modifiers & (1 << bit) != 0)
                .map(|(_, name)| format!(" {name}"))
                .collect();
            format!(
                "{} {}{modifiers}",
                describe(&context.file, token.range),
                KINDS[token.kind as usize],
            )
        })
        .collect();
    let expected: Expect = expect![[r#"
        1:8 os namespace declaration
        2:6 enum namespace
        2:18 Enum enum declaration defaultLibrary
        3:7 C enum declaration definition
        3:9 Enum enum defaultLibrary
        4:5 RED enumMember declaration readonly
        4:11 None builtinConstant readonly
        5:6 property decorator defaultLibrary
        6:9 p property declaration definition
        6:11 self selfParameter declaration
        6:25 self selfParameter
        6:30 p property
        7:6 staticmethod decorator defaultLibrary
        8:15 s method declaration definition static async
        8:17 x parameter declaration
        8:28 os namespace defaultLibrary
        8:31 path namespace defaultLibrary
        8:36 join function defaultLibrary
        8:41 x parameter
        8:44 len function defaultLibrary
        8:48 x parameter
        9:5 f function declaration definition
        9:7 T typeParameter declaration
        9:10 c parameter declaration
        9:14 C enum
        9:21 k parameter declaration
        9:24 list class defaultLibrary
        9:29 T typeParameter
        10:12 C enum
        10:14 RED enumMember readonly
        10:19 c parameter
        10:21 p property
        10:24 f function
        10:26 c parameter
        10:29 k parameter
        11:1 LIMIT class declaration
        11:9 C enum
        12:1 print function defaultLibrary
        12:7 LIMIT class
        12:13 RED enumMember readonly"#]];
    expected.assert_eq(&shown.join("\n"));
}

#[test]
fn help_with_signatures() {
    let show = |text: &str| {
        let (context, offset) = fixture(text);
        signature_help(&context, offset).map(|help| {
            let shown = &help.signatures[help.active];
            let active = shown
                .active
                .map(|index| shown.way.label[shown.way.parameters[index].range].to_owned());
            format!("{} [{}]", shown.way.label, active.unwrap_or_default())
        })
    };
    assert_eq!(
        show("def f(a, b=1, *c, d, **e): pass\nf($0)\n").as_deref(),
        Some("f(a, b=1, *c, d, **e) -> None [a]")
    );
    assert_eq!(
        show("def f(a, b=1, *c, d, **e): pass\nf(1, [2, 3], 4, $0\n").as_deref(),
        Some("f(a, b=1, *c, d, **e) -> None [*c]")
    );
    assert_eq!(
        show("def f(a, b=1, *c, d, **e): pass\nf(1, d=$0)\n").as_deref(),
        Some("f(a, b=1, *c, d, **e) -> None [d]")
    );
    assert_eq!(
        show("class C:\n    def __init__(self, x, y): pass\nC(1, $0)\n").as_deref(),
        Some("C(x, y) -> C [y]")
    );
    assert_eq!(
        show("len($0)\n").as_deref(),
        Some("len(obj: Sized, /) -> int [obj: Sized]")
    );
    assert_eq!(
        show("'a'.join($0)\n").as_deref(),
        Some(
            "join(iterable: Iterable[LiteralString], /) -> LiteralString [iterable: Iterable[LiteralString]]"
        )
    );
    assert_eq!(show("f(1)$0\n"), None);
}

/// Of overloads the checker shows those that fit, of which none need have the docstring.
#[test]
fn help_with_the_docstring_of_another_overload() {
    let text = "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\ndef f(a):\n    'What it does.'\n    return a\n";
    for (call, start) in [
        ("f($0)\n", "What it does."),
        ("str(1).replace($0)\n", "Return a copy with all occurrences"),
    ] {
        let (context, offset) = fixture(&format!("{text}{call}"));
        let help = signature_help(&context, offset).expect("help");
        for shown in help.signatures {
            let docstring = shown.way.docstring.as_deref().unwrap_or_default();
            assert!(docstring.starts_with(start), "{call}{docstring}");
        }
    }
}
