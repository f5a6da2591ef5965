use std::path::PathBuf;

use super::references::applied;
use crate::analysis::fixture::fixture;
use crate::analysis::rename_files::edits;

/// Files, an old and a new path, and the files with the imports afterwards (under the old paths).
#[track_caller]
fn check(text: &str, old: &str, new: &str, expected: &str) {
    let (context, _) = fixture(text);
    let path = |name: &str| PathBuf::from("/w").join(name);
    let edits = edits(&context, &[(path(old), path(new))]);
    assert_eq!(applied(&context, &edits), expected);
}

#[test]
fn a_module_gets_another_name() {
    check(
        "//- a.py\nimport m\nimport m as n\nfrom m import f\nm.f(n.f)\n//- m.py\ndef f(): pass\n",
        "m.py",
        "k.py",
        "//- a.py\nimport k\nimport k as n\nfrom k import f\nk.f(n.f)\n//- m.py\ndef f(): pass\n",
    );
}

#[test]
fn a_module_of_a_package_moves() {
    let text = "//- p/__init__.py\nfrom . import m, q\nfrom .m import f\n//- p/m.py\nfrom .q import g\nfrom . import q\n//- p/q.py\ndef g(): pass\n//- use.py\nimport p.m\nfrom p import m, q as r\np.m.f, m.f\n";
    check(
        text,
        "p/m.py",
        "p/n.py",
        "//- p/__init__.py\nfrom . import n, q\nfrom .n import f\n//- p/m.py\nfrom .q import g\nfrom . import q\n//- p/q.py\ndef g(): pass\n//- use.py\nimport p.n\nfrom p import n, q as r\np.n.f, n.f\n",
    );
    check(
        text,
        "p/m.py",
        "m.py",
        "//- p/__init__.py\nfrom . import q\nimport m\nfrom m import f\n//- p/m.py\nfrom p.q import g\nfrom p import q\n//- p/q.py\ndef g(): pass\n//- use.py\nimport m\nfrom p import q as r\nimport m\nm.f, m.f\n",
    );
}

#[test]
fn a_package_gets_another_name() {
    check(
        "//- p/__init__.py\n\n//- p/a.py\nfrom .b import g\nfrom p.b import g\n//- p/b.py\n\n//- use.py\nimport p.a\nfrom p.b import g\nfrom p import a\np.a.g\n",
        "p",
        "lib",
        "//- p/__init__.py\n\n//- p/a.py\nfrom .b import g\nfrom lib.b import g\n//- p/b.py\n\n//- use.py\nimport lib.a\nfrom lib.b import g\nfrom lib import a\nlib.a.g\n",
    );
}
