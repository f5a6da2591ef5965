//! What is kept of classes and calls holds only for as long as the texts that it is from: edited,
//! closed and changed on disk.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const MAIN: &str = "from base import Base, made\n\nclass Own(Base):\n    pass\n\nOwn\nmade(1)\n";

/// A folder with a module that a main text imports; removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("serpentarium-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn write(&self, base: &str) -> PathBuf {
        let path = self.0.join("base.py");
        fs::write(&path, of_base(base)).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays disturbs nobody.
        drop(fs::remove_dir_all(&self.0));
    }
}

fn of_base(base: &str) -> String {
    format!(
        "class {base}:\n    pass\n\nclass Base({base}):\n    pass\n\ndef made(by: {base}): ...\n"
    )
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn order(client: &mut LspClient, main: &str) -> String {
    let params = json!({
        "textDocument": {"uri": main},
        "position": {"line": 5, "character": 1},
    });
    let answer = client.request("textDocument/hover", params);
    let text = answer["result"]["contents"]["value"].as_str();
    let text = text.unwrap_or_else(|| panic!("no hover: {answer}"));
    let line = text.lines().find(|line| line.contains("MRO"));
    line.unwrap_or_else(|| panic!("no order: {text}"))
        .to_owned()
}

fn signature(client: &mut LspClient, main: &str) -> String {
    let params = json!({
        "textDocument": {"uri": main},
        "position": {"line": 6, "character": 5},
    });
    let answer = client.request("textDocument/signatureHelp", params);
    let label = answer["result"]["signatures"][0]["label"].as_str();
    label
        .unwrap_or_else(|| panic!("no signature: {answer}"))
        .to_owned()
}

#[test]
fn a_class_is_what_its_bases_are_now() {
    check("classes", order);
}

#[test]
fn a_call_is_of_what_its_function_is_now() {
    check("calls", signature);
}

/// What is asked of one text follows another one, which is opened, edited, closed, and changed on disk.
#[track_caller]
fn check(name: &str, ask: fn(&mut LspClient, &str) -> String) {
    let folder = Folder::new(name);
    let base = folder.write("First");
    let workspace = json!([{"uri": uri(&folder.0), "name": "classes"}]);
    let params = json!({"workspaceFolders": workspace, "capabilities": {}});
    let mut client = LspClient::initialized_with("utf-16", params);
    let (main, base_uri) = (uri(&folder.0.join("main.py")), uri(&base));
    client.open(&main, MAIN);
    for _ in 0..2 {
        assert!(ask(&mut client, &main).contains("First"));
    }
    client.open(&base_uri, &of_base("First"));
    assert!(ask(&mut client, &main).contains("First"));
    let change = json!({
        "textDocument": {"uri": base_uri, "version": 2},
        "contentChanges": [{"text": of_base("Second")}],
    });
    client.notify("textDocument/didChange", change);
    for _ in 0..2 {
        let told = ask(&mut client, &main);
        assert!(told.contains("Second") && !told.contains("First"), "{told}");
    }
    let closed = json!({"textDocument": {"uri": base_uri}});
    client.notify("textDocument/didClose", closed);
    assert!(ask(&mut client, &main).contains("First"));
    folder.write("Thirdly");
    let changes: Value = json!({"changes": [{"uri": base_uri, "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    assert!(ask(&mut client, &main).contains("Thirdly"));
    assert_eq!(client.shut_down(), Some(0));
}
