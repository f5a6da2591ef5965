use crate::analysis::fixture::{describe, fixture};
use crate::analysis::references::in_file;
use crate::analysis::rename::rename;
use serpentarium_checker::references::Use;

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, offset) = fixture(text);
    let found: Vec<String> = in_file(&context, offset)
        .iter()
        .map(|(place, how)| {
            let mark = if *how == Use::Read { "" } else { "=" };
            format!("{}{mark}", describe(&context.file, place.focus_range()))
        })
        .collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_rename(text: &str, new_name: &str, expected: Result<&str, &str>) {
    let (context, offset) = fixture(text);
    let outcome = rename(&context, offset, new_name).map(|edits| {
        let mut text = context.file.text().to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(
                edit.range.start().to_usize()..edit.range.end().to_usize(),
                &edit.text,
            );
        }
        text
    });
    assert_eq!(outcome, expected.map(str::to_owned).map_err(str::to_owned));
}

#[test]
fn references_follow_scopes() {
    check(
        "x = 1\ndef f():\n    x = 2\n    return x\nprint(x$0)\n",
        &["1:1 x=", "5:7 x"],
    );
    check(
        "def f(a$0):\n    def g():\n        return a\n    return g\n",
        &["1:7 a=", "3:16 a"],
    );
    check(
        "def f():\n    x$0 = 1\n    def g():\n        nonlocal x\n        x += 1\n",
        &["2:5 x=", "4:18 x", "5:9 x="],
    );
    check(
        "x = 1\nclass C:\n    x = x$0\n    y = x\n",
        &["1:1 x=", "3:9 x"],
    );
    check(
        "[i for i$0 in range(3) if i]\ni = 1\n",
        &["1:2 i", "1:8 i=", "1:25 i"],
    );
    check(
        "def f[T$0](a: T) -> T: pass\n",
        &["1:7 T=", "1:13 T", "1:19 T"],
    );
    check(
        "import os\nos$0.path\nos\n",
        &["1:8 os=", "2:1 os", "3:1 os"],
    );
}

#[test]
fn parameters_are_named_by_keyword_too() {
    check(
        "def f(key$0=1):\n    return key\nf(key=2)\ng(key=3)\n",
        &["1:7 key=", "2:12 key", "3:3 key"],
    );
    check_rename(
        "def f(key$0): return key\nf(key=2)\n",
        "k",
        Ok("def f(k): return k\nf(k=2)\n"),
    );
}

#[test]
fn references_to_attributes() {
    check(
        "class C:\n    def __init__(self):\n        self.x$0 = 1\n    def m(self):\n        return self.x\nclass D:\n    def __init__(self):\n        self.x = 2\n",
        &["3:14 x=", "5:21 x"],
    );
    check(
        "class C:\n    def m(self): pass\nC().m$0()\n",
        &["2:9 m=", "3:5 m"],
    );
}

#[test]
fn renaming() {
    check_rename("x$0 = 1\nprint(x)\n", "y", Ok("y = 1\nprint(y)\n"));
    check_rename(
        "from os import path$0\npath\n",
        "p",
        Ok("from os import path as p\np\n"),
    );
    check_rename("import os$0\nos\n", "o", Ok("import os as o\no\n"));
    check_rename(
        "from os import path as q$0\nq\n",
        "p",
        Ok("from os import path as p\np\n"),
    );
    check_rename(
        "def f(a):\n    return [a$0 for _ in a]\n",
        "b",
        Ok("def f(b):\n    return [b for _ in b]\n"),
    );
}

#[test]
fn renaming_is_refused() {
    check_rename(
        "x$0 = 1\n",
        "not a name",
        Err("'not a name' is not an identifier"),
    );
    check_rename("x$0 = 1\n", "class", Err("'class' is a keyword"));
    check_rename("prin$0t(1)\n", "show", Err("'print' is a built-in"));
    check_rename(
        "x$0 = 1\ny = 2\n",
        "y",
        Err("'y' already means something else in the module"),
    );
    check_rename(
        "def f(a$0):\n    b = a\n",
        "b",
        Err("'b' already means something else in 'f'"),
    );
    check_rename(
        "unbound$0\n",
        "y",
        Err("nothing in this file binds 'unbound'"),
    );
    check_rename(
        "x.y$0\n",
        "z",
        Err("attributes are not renamed: other objects may have one of the same name"),
    );
}
