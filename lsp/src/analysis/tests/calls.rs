use crate::analysis::calls::outgoing;
use crate::analysis::fixture::{describe, fixture};

/// What the function at the cursor calls, each as `line:column name`.
#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (context, offset) = fixture(text);
    let found: Vec<String> = outgoing(&context, offset)
        .iter()
        .map(|calls| describe(&calls.item.file, calls.item.name_range))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn callees() {
    check(
        "def a(): pass\nclass C:\n    def m(self): pass\ndef f$0():\n    a()\n    C().m()\n    def inner(): unseen()\n",
        &["1:5 a", "3:9 m", "2:7 C"],
    );
}

#[test]
fn callees_in_branches() {
    let branches = |yes: &str, no: &str| {
        format!(
            "import sys\nif sys.version_info >= (3, 8):\n    {yes}\nelse:\n    {no}\ndef f$0(): g()\n"
        )
    };
    check(&branches("def g(): pass", "def g(): pass"), &["3:9 g"]);
    // A variable is no callee that could be shown, the function for other versions is.
    check(&branches("g = print", "def g(): pass"), &["5:9 g"]);
}
