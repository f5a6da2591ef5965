//! What no server should be sent: each gets the right error or an empty answer, and the server goes
//! on. Every case ends with a question that has an answer.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const GOOD: &str = "file:///nowhere/good.py";

/// Requests that take a place in a text, or a text.
const ABOUT_TEXTS: &[&str] = &[
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/definition",
    "textDocument/declaration",
    "textDocument/typeDefinition",
    "textDocument/implementation",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/documentSymbol",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/codeAction",
    "textDocument/codeLens",
    "textDocument/inlayHint",
    "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta",
    "textDocument/semanticTokens/range",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/prepareCallHierarchy",
    "textDocument/prepareTypeHierarchy",
    "textDocument/documentLink",
    "textDocument/linkedEditingRange",
    "textDocument/inlineValue",
    "textDocument/diagnostic",
    "serpentarium/ast",
    "serpentarium/bytecode",
    "serpentarium/symtable",
    "serpentarium/controlFlow",
    "serpentarium/classes",
    "serpentarium/documentText",
];

/// Requests that take something else.
const OTHERS: &[&str] = &[
    "workspace/symbol",
    "workspaceSymbol/resolve",
    "workspace/diagnostic",
    "workspace/executeCommand",
    "workspace/willRenameFiles",
    "callHierarchy/incomingCalls",
    "callHierarchy/outgoingCalls",
    "typeHierarchy/supertypes",
    "typeHierarchy/subtypes",
    "completionItem/resolve",
    "codeAction/resolve",
    "codeLens/resolve",
    "serpentarium/live",
];

const NOTIFICATIONS: &[&str] = &[
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "notebookDocument/didOpen",
    "notebookDocument/didChange",
    "notebookDocument/didSave",
    "notebookDocument/didClose",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "workspace/didChangeWorkspaceFolders",
    "window/workDoneProgress/cancel",
    "$/cancelRequest",
    "$/setTrace",
    "initialized",
];

/// Everything that any request about a text wants to know.
fn about(uri: &str, position: &Value) -> Value {
    json!({
        "textDocument": {"uri": uri},
        "position": position,
        "positions": [position],
        "range": {"start": position, "end": position},
        "context": {
            "diagnostics": [], "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false,
            "frameId": 1, "stoppedLocation": {"start": position, "end": position},
        },
        "newName": "other",
        "previousResultId": "none",
    })
}

fn started() -> LspClient {
    let mut client = LspClient::initialized("utf-16");
    client.open(GOOD, "def good(): pass\n");
    client
}

/// Asserts that a question with an answer gets it.
fn is_well(client: &mut LspClient, after: &str) {
    let position = json!({"line": 0, "character": 5});
    let answer = client.request("textDocument/hover", about(GOOD, &position));
    let text = answer["result"]["contents"]["value"].as_str();
    assert!(
        text.is_some_and(|text| text.contains("def good")),
        "after {after}: {answer}"
    );
}

fn code(answer: &Value) -> Option<i64> {
    answer.get("error")?["code"].as_i64()
}

/// A rename may be refused with its reason; everything else has an answer, which may be empty.
fn is_answered(answer: &Value) -> bool {
    matches!(code(answer), None | Some(-32803))
}

/// Asks everything about a text at some places in it and outside of it.
fn ask_everything(client: &mut LspClient, uri: &str, name: &str) {
    let places = [(0, 4), (u32::MAX, u32::MAX)];
    for (line, character) in places {
        let position = json!({"line": line, "character": character});
        for method in ABOUT_TEXTS {
            let answer = client.request(method, about(uri, &position));
            let short: String = answer.to_string().chars().take(300).collect();
            assert!(
                is_answered(&answer),
                "{name}: {method} at {position}: {short}"
            );
        }
    }
}

#[test]
fn texts() {
    let n = 20_000;
    let cases: Vec<(&str, String)> = vec![
        ("empty", String::new()),
        ("nul", "x = 1\0\ndef f():\0 pass\n".to_owned()),
        (
            "binary",
            (0..=255_u8).map(char::from).collect::<String>().repeat(50),
        ),
        ("line ends", "\r\n\r\r\n\u{2028}\u{85}\u{c}".repeat(1000)),
        ("a long list", format!("x = [{}]\n", "1234, ".repeat(5_000))),
        (
            "a string of 1 MB",
            format!("x = '{}'\ny = x\n", "ab ".repeat(350_000)),
        ),
        ("a name of 1 MB", format!("{} = 1\n", "n".repeat(1 << 20))),
        ("open string", format!("x = '''{}", "y\n".repeat(n))),
        (
            "astral",
            "\u{1f40d} = '\u{1f40d}'\n\u{1d431} = \u{1d431}\u{301}\n".repeat(500),
        ),
        ("byte order mark", "\u{feff}\u{feff}x = 1\n".to_owned()),
        (
            "surrogates",
            "x = '\\ud800' + '\\N{DOES NOT EXIST}'\n".to_owned(),
        ),
        (
            "numbers",
            format!(
                "x = {}\ny = 1e{}\nz = 0x{}\n",
                "9".repeat(n),
                "9".repeat(n),
                "f".repeat(n)
            ),
        ),
        (
            "tabs and blanks",
            "if x:\n\ty\n        z\n  w\n".repeat(100),
        ),
        (
            "elifs",
            format!("if x:\n    y = 0\n{}", "elif x:\n    y = 1\n".repeat(200)),
        ),
    ];
    let mut client = started();
    for (number, (name, text)) in cases.iter().enumerate() {
        let uri = format!("file:///nowhere/text{number}.py");
        client.open(&uri, text);
        ask_everything(&mut client, &uri, name);
        client.notify(
            "textDocument/didClose",
            json!({"textDocument": {"uri": uri}}),
        );
        is_well(&mut client, name);
    }
    assert_eq!(client.shut_down(), Some(0));
}

/// A text, its name, and how deep it nests.
fn nested(depth: usize) -> Vec<(&'static str, String)> {
    let around = |open: &str, inner: &str, close: &str| {
        format!("x = {}{inner}{}\n", open.repeat(depth), close.repeat(depth))
    };
    let blocks = |head: &str| {
        let lines: String = (0..depth)
            .map(|level| format!("{}{head}\n", " ".repeat(level)))
            .collect();
        format!("{lines}{}pass\n", " ".repeat(depth))
    };
    let each = |line: &dyn Fn(usize) -> String| (0..depth).map(line).collect::<String>();
    vec![
        ("parentheses", around("(", "1", ")")),
        ("lists", around("[", "", "]")),
        ("dictionaries", around("{1:", "1", "}")),
        ("subscripts", around("a[", "0", "]")),
        ("calls in calls", around("f(", "1", ")")),
        ("calls of calls", format!("x = f{}\n", "()".repeat(depth))),
        (
            "attributes",
            format!("class A:\n    b: 'A'\nx = A(){}\n", ".b".repeat(depth)),
        ),
        (
            "methods",
            format!(
                "class A:\n    def m(self): return self\nx = A(){}\n",
                ".m()".repeat(depth)
            ),
        ),
        ("sums to the left", around("1 + ", "1", "")),
        ("powers to the right", around("2 ** ", "1", "")),
        ("sums in parentheses", around("(1 + ", "1", ")")),
        ("or", around("a or ", "1", "")),
        ("comparisons", around("1 < ", "1", "")),
        ("conditions", around("1 if a else ", "1", "")),
        ("lambdas", around("lambda: ", "1", "")),
        ("not", around("not ", "1", "")),
        ("minus", around("-", "1", "")),
        ("strings", around("'a' ", "'b'", "")),
        ("f-strings", around("f'{", "1", "}'")),
        (
            "format specifications",
            format!("x = f'{}{}'\n", "{1:".repeat(depth), "}".repeat(depth)),
        ),
        ("walruses", around("(a := ", "1", ")")),
        ("functions", blocks("def f():")),
        ("classes", blocks("class C:")),
        ("ifs", blocks("if x:")),
        ("loops", blocks("for i in x:")),
        (
            "types",
            format!("x: {}int{}\n", "list[".repeat(depth), "]".repeat(depth)),
        ),
        (
            "decorators",
            format!(
                "def d(f): return f\n{}def f(): pass\n",
                "@d\n".repeat(depth)
            ),
        ),
        (
            "patterns",
            format!(
                "match x:\n    case {}a{}:\n        pass\n",
                "[".repeat(depth),
                "]".repeat(depth)
            ),
        ),
        ("targets", format!("{}1\n", "a = ".repeat(depth))),
        ("lines", format!("x = {}1\n", "1 + \\\n".repeat(depth))),
        (
            "a union of classes",
            format!(
                "{}x: {}\n",
                each(&|n| format!("class C{n}: ...\n")),
                each(&|n| format!("{}C{n}", if n == 0 { "" } else { " | " }))
            ),
        ),
        (
            "a union of literals",
            format!(
                "from typing import Literal\nx: Literal[{}]\n",
                each(&|n| format!("{n}, "))
            ),
        ),
        (
            "bases",
            format!(
                "class C0: ...\n{}",
                each(&|n| format!("class C{}(C{n}): ...\n", n + 1))
            ),
        ),
        (
            "functions that call the next",
            each(&|n| format!("def f{n}(): return f{}()\n", n + 1)),
        ),
        (
            "type aliases",
            format!(
                "type T0 = int\n{}",
                each(&|n| format!("type T{} = list[T{n}]\n", n + 1))
            ),
        ),
        (
            "attributes of attributes",
            format!(
                "class A:\n{}",
                each(&|n| format!("    def m{n}(self): self.x{n} = self.x{}\n", n + 1))
            ),
        ),
    ]
}

/// Deep and long texts are looked at, or not, but never end the server.
#[test]
fn nesting() {
    for depth in [90, 20_000] {
        let mut client = started();
        for (name, text) in nested(depth) {
            // The long ones of many statements are no nesting, and take the checker its time.
            let is_flat = text.matches('\n').count() > 1000 && depth > 1000;
            if is_flat && name != "decorators" {
                continue;
            }
            let uri = format!("file:///nowhere/{}.py", name.replace(' ', "_"));
            client.open(&uri, &text);
            for method in [
                "textDocument/hover",
                "textDocument/completion",
                "textDocument/diagnostic",
                "textDocument/semanticTokens/full",
                "textDocument/selectionRange",
                "textDocument/inlayHint",
                "serpentarium/ast",
                "serpentarium/bytecode",
            ] {
                let last = text.lines().count() as u32 - 1;
                let position = json!({"line": last, "character": 4});
                let answer = client.request(method, about(&uri, &position));
                let short: String = answer.to_string().chars().take(300).collect();
                assert!(is_answered(&answer), "{depth} {name}: {method}: {short}");
            }
            client.notify(
                "textDocument/didClose",
                json!({"textDocument": {"uri": uri}}),
            );
            is_well(&mut client, name);
        }
        assert_eq!(client.shut_down(), Some(0));
    }
}

/// What refers to itself, within a file and over several.
#[test]
fn circles() {
    let files = [
        (
            "one",
            "from two import B\nclass A(B): ...\nclass S(S): ...\n",
        ),
        ("two", "from three import C\nclass B(C): ...\n"),
        ("three", "from one import A\nclass C(A): ...\nx = A().y.z\n"),
        (
            "alias",
            "type T = T\ntype A = B\ntype B = A\ntype L = list[L] | int\ntype P[T] = P[list[T]] | T\nx: P[int]\ny: L\nprint(x, y)\n",
        ),
        (
            "values",
            "a = b\nb = a\nwhile a:\n    a, b, c = b, c, a\nclass X:\n    x = x.x\n    def m(self): self.m = self.m(self.n); self.n = self.m\n",
        ),
        ("star", "from star import *\nimport star\nstar.star.star\n"),
        (
            "property",
            "class P:\n    @property\n    def a(self): return self.b\n    @property\n    def b(self): return self.a\nP().a\ndef f(x=f): return f(f)\n",
        ),
    ];
    let mut client = started();
    for (name, text) in files {
        client.open(&format!("file:///nowhere/{name}.py"), text);
    }
    for (name, _) in files {
        ask_everything(&mut client, &format!("file:///nowhere/{name}.py"), name);
    }
    is_well(&mut client, "circles");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn fifty_megabytes() {
    let mut client = started();
    let uri = "file:///nowhere/large.py";
    client.open(
        uri,
        &"value = [1, 2, 3]  # and a comment to make it longer\n".repeat(1_000_000),
    );
    let end = json!({"line": 1_000_000, "character": 0});
    let change = json!({"range": {"start": end, "end": end}, "text": "last = 1\n"});
    let document = json!({"uri": uri, "version": 2});
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": document, "contentChanges": [change]}),
    );
    for method in [
        "hover",
        "completion",
        "documentSymbol",
        "semanticTokens/full",
        "diagnostic",
    ] {
        let position = json!({"line": 999_999, "character": 2});
        let answer = client.request(&format!("textDocument/{method}"), about(uri, &position));
        assert!(is_answered(&answer), "{method}: {answer}");
    }
    let text = client.request(
        "serpentarium/documentText",
        json!({"textDocument": {"uri": uri}}),
    );
    let text = text["result"]["text"].as_str().unwrap_or_default();
    assert!(text.ends_with("longer\nlast = 1\n"));
    is_well(&mut client, "50 MB");
    assert_eq!(client.shut_down(), Some(0));
}

/// A workspace of its own that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("serpentarium-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Self(path.canonicalize().expect("the folder's real path"))
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(&path, bytes).expect("written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that is left over does no harm.
        drop(fs::remove_dir_all(&self.0));
    }
}

fn uri_of(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A workspace in which hardly anything is as it should be.
#[cfg(unix)]
fn hostile_workspace() -> Folder {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::new("hostile");
    folder.write("fine.py", "def fine(): return 1\n");
    folder.write("binary.py", (0..=255_u8).collect::<Vec<_>>().repeat(100));
    folder.write("latin.py", b"# -*- coding: latin-1 -*-\nx = '\xe9'\n");
    folder.write("broken.py", b"name = 'caf\xe9'\ndef fine(): pass\n");
    folder.write("nul.py", b"x = 1\0\n");
    folder.write("package/__init__.py", "from .loop import *\n");
    folder.write("locked/secret.py", "fine = 1\n");
    folder.write("folder.py/inner.py", "fine = 1\n");
    folder.write(".gitignore", b"\xff\xfe[[[\n!!\n");
    folder.write("pyproject.toml", b"[tool.serpentarium\nexclude = 3\n");
    folder.write("huge.py", "fine = 1\n".repeat(2 << 20));
    let link = |to: &str, name: &str| symlink(to, folder.0.join(name)).expect("a link");
    link("..", "package/up");
    link(".", "package/loop");
    link("self.py", "self.py");
    link("nothing", "dangling.py");
    let locked = folder.0.join("locked");
    fs::set_permissions(locked, fs::Permissions::from_mode(0o000)).expect("permissions");
    folder
}

#[cfg(unix)]
#[test]
fn files() {
    let folder = hostile_workspace();
    let root = uri_of(&folder.0);
    let fifo = folder.0.join("pipe.py");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    let mut client = LspClient::initialized_with("utf-16", json!({"rootUri": root}));
    client.open(GOOD, "def good(): pass\n");
    let main = uri_of(&folder.0.join("main.py"));
    client.open(
        &main,
        "import fine, binary, latin, broken, nul, package, locked.secret, folder, self, dangling, huge, pipe\nfrom package.up.package.loop import fine\nfine.fine()\nlatin.x, broken.name, nul.x, huge.fine\n",
    );
    ask_everything(&mut client, &main, "main.py");
    for name in [
        "fine.py",
        "binary.py",
        "latin.py",
        "broken.py",
        "nul.py",
        "locked/secret.py",
        "folder.py",
        "self.py",
        "dangling.py",
        "package/up/fine.py",
        "pipe.py",
        "no/such.py",
    ] {
        let uri = uri_of(&folder.0.join(name));
        ask_everything(&mut client, &uri, name);
        is_well(&mut client, name);
    }
    let answer = client.request("workspace/symbol", json!({"query": "fine"}));
    let found = answer["result"].as_array().map_or(0, Vec::len);
    assert!(found >= 1, "{answer}");
    is_well(&mut client, "files");
    assert_eq!(client.shut_down(), Some(0));
}

/// Files that are moved and removed under the server, whether it is told or not.
#[test]
fn files_that_go() {
    let folder = Folder::new("going");
    let helper = folder.write("helper.py", "def help_me(): return 1\n");
    let root = uri_of(&folder.0);
    let main = uri_of(&folder.0.join("main.py"));
    let mut client = LspClient::initialized_with("utf-16", json!({"rootUri": root}));
    client.open(GOOD, "def good(): pass\n");
    client.open(&main, "import helper\nhelper.help_me()\n");
    let told = |kind: u32, path: &Path| json!({"changes": [{"uri": uri_of(path), "type": kind}]});
    let position = json!({"line": 1, "character": 9});
    for step in 0..4 {
        match step {
            0 => {}
            1 => fs::remove_file(&helper).expect("removed"),
            2 => fs::rename(&folder.0, folder.0.with_extension("moved")).expect("moved"),
            _ => fs::rename(folder.0.with_extension("moved"), &folder.0).expect("back"),
        }
        for is_told in [false, true] {
            if is_told {
                client.notify("workspace/didChangeWatchedFiles", told(3, &helper));
            }
            ask_everything(&mut client, &main, "main.py");
            ask_everything(&mut client, &uri_of(&helper), "helper.py");
        }
        let answer = client.request("textDocument/definition", about(&main, &position));
        let found = answer["result"].as_array().map_or(0, Vec::len);
        assert_eq!(found, usize::from(step == 0), "step {step}: {answer}");
    }
    is_well(&mut client, "files that go");
    assert_eq!(client.shut_down(), Some(0));
}

/// Parameters that are no parameters of anything.
fn nonsense() -> Vec<Value> {
    let position = json!({"line": -1, "character": 1.5});
    vec![
        json!([]),
        json!([1, "x", null]),
        json!({}),
        json!({"textDocument": null}),
        json!({"textDocument": {"uri": 17}}),
        json!({"textDocument": {"uri": "not an address"}}),
        json!({"textDocument": {"uri": "file:///nowhere/other.py"}, "position": position, "contentChanges": 3}),
        json!({"textDocument": {"uri": "file:///nowhere/other.py", "version": "one"}, "contentChanges": [{}]}),
        json!({"textDocument": {"uri": "file:///nowhere/other.py"}, "position": {"line": 1e99, "character": 0}}),
    ]
}

#[test]
fn parameters() {
    let mut client = started();
    for params in nonsense() {
        for method in ABOUT_TEXTS.iter().chain(OTHERS) {
            let answer = client.request(method, params.clone());
            // Some methods can do with so little.
            let is_right = matches!(code(&answer), None | Some(-32602 | -32803));
            assert!(is_right, "{method} {params}: {answer}");
        }
        for method in NOTIFICATIONS {
            client.notify(method, params.clone());
        }
        is_well(&mut client, &params.to_string());
    }
    let addresses = [
        "foo:bar",
        "file:///%FF%FE.py",
        "file:///",
        "file://host/share/x.py",
        "untitled:1",
        "file:///nowhere/%00.py",
        "http://[::1]/x.py",
        "file:///nowhere/../../x.py",
        "data:,x",
    ];
    for uri in addresses {
        ask_everything(&mut client, uri, uri);
        client.open(uri, "def f(): return f()\n");
        ask_everything(&mut client, uri, uri);
        client.notify(
            "textDocument/didClose",
            json!({"textDocument": {"uri": uri}}),
        );
        is_well(&mut client, uri);
    }
    assert_eq!(client.shut_down(), Some(0));
}

/// Messages at the wrong time, and between garbage.
#[test]
fn order() {
    let mut client = started();
    let uri = "file:///nowhere/late.py";
    let change = |version: i64, text: &str| json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]});
    let close = json!({"textDocument": {"uri": uri}});
    client.notify("textDocument/didChange", change(7, "x = 1\n"));
    client.notify("textDocument/didClose", close.clone());
    ask_everything(&mut client, uri, "never opened");
    client.open(uri, "first = 1\n");
    client.open(uri, "second = 2\n");
    client.notify("textDocument/didChange", change(1, "third = 3\n"));
    client.notify("textDocument/didChange", change(0, "fourth = 4\n"));
    let text = client.request("serpentarium/documentText", close.clone());
    assert_eq!(text["result"]["text"], "fourth = 4\n");
    client.notify("textDocument/didClose", close.clone());
    client.notify("textDocument/didClose", close.clone());
    client.notify("textDocument/didChange", change(9, "fifth = 5\n"));
    let text = client.request("serpentarium/documentText", close);
    assert_eq!(text["result"], Value::Null);
    let frame = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    for garbage in [
        frame("[]"),
        frame("[{},{}]"),
        frame("\u{e9}\u{e9}"),
        frame("{\"id\": 999, \"result\": {\"x\": true}}"),
        frame("{\"id\": 999, \"error\": 3}"),
        frame("{\"jsonrpc\": \"1.0\", \"method\": \"textDocument/hover\", \"id\": {}}"),
        "Content-Length: -5\r\n\r\n".to_owned(),
        "Content-Type: x\r\n\r\n".to_owned(),
        "\r\n\r\n".to_owned(),
    ] {
        client.send_raw(garbage.as_bytes());
        is_well(&mut client, &garbage);
    }
    let cancel = json!({"id": "never asked"});
    client.notify("$/cancelRequest", cancel);
    is_well(&mut client, "the cancellation of nothing");
    client.request("shutdown", Value::Null);
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": GOOD, "version": 2}, "contentChanges": []}),
    );
    let answer = client.request(
        "textDocument/hover",
        about(GOOD, &json!({"line": 0, "character": 5})),
    );
    assert_eq!(code(&answer), Some(-32600), "{answer}");
    client.notify("exit", Value::Null);
    assert_eq!(client.wait_for_exit(), Some(0));
}

/// Edits that come faster than any answer.
#[test]
fn edits_faster_than_answers() {
    let mut client = started();
    let uri = "file:///nowhere/fast.py";
    client.open(uri, &"def f(x: int) -> str:\n    return x\n".repeat(500));
    let mut asked = Vec::new();
    for version in 2..300 {
        let at = json!({"line": version, "character": 0});
        let change = json!({"range": {"start": at, "end": at}, "text": "y"});
        let document = json!({"uri": uri, "version": version});
        client.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": [change]}),
        );
        let method = ABOUT_TEXTS[version % ABOUT_TEXTS.len()];
        asked.push((method, client.ask(method, about(uri, &at))));
    }
    for (method, id) in asked {
        let answer = client.response(id);
        assert!(
            matches!(code(&answer), None | Some(-32801 | -32803)),
            "{method}: {answer}"
        );
    }
    is_well(&mut client, "many edits");
    assert_eq!(client.shut_down(), Some(0));
}
