//! Every request kind of `serpentarium lsp` once, over the protocol.
//!
//! What each feature knows is tested in the crate; this is about what goes over the wire.

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/shapes.py";
const TEXT: &str = r#"import math

class Shape:
    """A thing with an area."""
    def __init__(self, side: float = 1.0):
        self.side = side

    def area(self, *, scale: int = 1) -> float:
        """The area.

        In *square* units.
        """
        return self.side ** 2 * scale

def total(shapes):
    return sum(shape.area() for shape in shapes)

if __name__ == "__main__":
    print(total([Shape(2.0)]))
"#;

fn started(encoding: &str) -> LspClient {
    let mut client = LspClient::initialized(encoding);
    client.open(URI, TEXT);
    client
}

fn document() -> Value {
    json!({"textDocument": {"uri": URI}})
}

/// The position of the first character of a text.
fn at(text: &str) -> Value {
    let offset = TEXT.find(text).expect("in the text");
    let line = TEXT[..offset].matches('\n').count();
    let column = offset - TEXT[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": column}})
}

fn ask(client: &mut LspClient, method: &str, params: Value) -> Value {
    let answer = client.request(method, params);
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].clone()
}

#[test]
fn hover() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "textDocument/hover", at("area(self"));
    let text = found["contents"]["value"].as_str().expect("markdown");
    assert!(
        text.starts_with("```python\ndef Shape.area(self, *, scale: int = 1) -> float\n```"),
        "{text}"
    );
    assert!(text.contains("In \\*square\\* units."), "{text}");
    assert!(text.contains("- **Kind**: method"), "{text}");
    assert_eq!(found["range"]["start"], json!({"line": 7, "character": 8}));
}

#[test]
fn definition_references_and_highlight() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "textDocument/definition", at("total([Shape"));
    assert_eq!(
        found[0]["range"]["start"],
        json!({"line": 14, "character": 4})
    );
    let mut params = at("total(shapes)");
    params["context"] = json!({"includeDeclaration": true});
    assert_eq!(
        ask(&mut client, "textDocument/references", params.clone())
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    params["context"] = json!({"includeDeclaration": false});
    assert_eq!(
        ask(&mut client, "textDocument/references", params)
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let found = ask(&mut client, "textDocument/documentHighlight", at("shapes)"));
    assert_eq!(found.as_array().map(Vec::len), Some(2), "{found}");
}

#[test]
fn rename() {
    let mut client = started("utf-16");
    let found = ask(
        &mut client,
        "textDocument/prepareRename",
        at("total(shapes)"),
    );
    assert_eq!(found["placeholder"], "total");
    let mut params = at("total(shapes)");
    params["newName"] = json!("amount");
    let found = ask(&mut client, "textDocument/rename", params.clone());
    assert_eq!(
        found["changes"][URI].as_array().map(Vec::len),
        Some(2),
        "{found}"
    );
    params["newName"] = json!("not a name");
    let answer = client.request("textDocument/rename", params);
    assert_eq!(answer["error"]["code"], -32803, "{answer}");
    assert_eq!(
        answer["error"]["message"],
        "'not a name' is not an identifier"
    );
}

#[test]
fn symbols() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "textDocument/documentSymbol", document());
    assert_eq!(found[0]["name"], "Shape");
    assert_eq!(found[0]["children"][1]["name"], "area");
    let found = ask(&mut client, "workspace/symbol", json!({"query": "area"}));
    assert_eq!(found[0]["name"], "area");
    assert_eq!(found[0]["containerName"], "Shape");
}

/// A client that asks for places is told them when it asks, as the files are then.
#[test]
fn symbols_of_files_that_are_not_open() {
    let folder = std::env::temp_dir().join(format!("serpentarium-symbols-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (closed, opened) = (folder.join("closed.py"), folder.join("opened.py"));
    std::fs::write(&closed, "x = 1\ndef findme(): pass\n").expect("a file");
    std::fs::write(&opened, "").expect("a file");
    let folder_uri = format!("file://{}", folder.display());
    let workspace = |properties: Value| {
        json!({
            "rootUri": folder_uri,
            "capabilities": {"workspace": {"symbol": {"resolveSupport": properties}}},
        })
    };
    let of_names = |client: &mut LspClient| {
        let mut found = ask(client, "workspace/symbol", json!({"query": "findme"}));
        let symbols = found.as_array_mut().expect("symbols");
        symbols.sort_by_key(|symbol| symbol["name"].to_string());
        symbols.clone()
    };
    let lines = |symbol: &Value| symbol["location"]["range"]["start"]["line"].clone();

    let mut client = LspClient::initialized_with("utf-16", workspace(json!({"properties": []})));
    assert_eq!(lines(&of_names(&mut client)[0]), 1);

    let lazy = workspace(json!({"properties": ["location.range"]}));
    let mut client = LspClient::initialized_with("utf-16", lazy);
    client.open(
        &format!("file://{}", opened.display()),
        "\n\nfindme_too = 1\n",
    );
    let found = of_names(&mut client);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        found[0]["location"]["uri"],
        format!("file://{}", closed.display())
    );
    assert!(lines(&found[0]).is_null() && found[0]["data"].is_object());
    assert_eq!(lines(&found[1]), 2);
    let resolved = ask(&mut client, "workspaceSymbol/resolve", found[0].clone());
    assert_eq!(lines(&resolved), 1, "{resolved}");
    let again = ask(&mut client, "workspaceSymbol/resolve", found[1].clone());
    assert_eq!(again, found[1]);
    std::fs::remove_file(&closed).expect("the file can go");
    let mut gone = found[0].clone();
    gone["location"]["uri"] = format!("file://{}/gone.py", folder.display()).into();
    let answer = client.request("workspaceSymbol/resolve", gone);
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    std::fs::remove_dir_all(&folder).expect("the folder can go");
}

#[test]
fn structure() {
    let mut client = started("utf-16");
    let folds = ask(&mut client, "textDocument/foldingRange", document());
    assert!(
        folds
            .as_array()
            .is_some_and(|folds| folds.iter().any(|fold| fold["startLine"] == 2)),
        "{folds}"
    );
    let mut params = document();
    params["positions"] = json!([at("scale\n")["position"]]);
    let found = ask(&mut client, "textDocument/selectionRange", params);
    assert!(found[0]["parent"]["parent"]["range"].is_object(), "{found}");
    let found = ask(&mut client, "textDocument/codeLens", document());
    let commands: Vec<&str> = found
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|lens| lens["command"]["command"].as_str())
        .collect();
    assert_eq!(commands[..2], ["serpentarium.run", "serpentarium.debug"]);
    assert!(
        commands[2..]
            .iter()
            .all(|command| *command == "serpentarium.showBytecode")
    );
    assert_eq!(found[0]["command"]["arguments"], json!([URI]));
}

#[test]
fn completion_and_signatures() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "textDocument/completion", at("side ** 2"));
    assert_eq!(found["isIncomplete"], false);
    let items = found["items"].as_array().expect("items");
    let side = items
        .iter()
        .find(|item| item["label"] == "side")
        .expect("self.side");
    let area = items
        .iter()
        .find(|item| item["label"] == "area")
        .expect("self.area");
    // What replaces the word at the cursor by the label need not be said.
    assert_eq!(side["textEdit"], Value::Null);
    let resolved = ask(&mut client, "completionItem/resolve", area.clone());
    assert!(
        resolved["documentation"]["value"]
            .as_str()
            .is_some_and(|text| text.contains("The area.")),
        "{resolved}"
    );
    let found = ask(&mut client, "textDocument/signatureHelp", at("2.0)"));
    assert_eq!(
        found["signatures"][0]["label"],
        "Shape(side: float = 1.0) -> Shape"
    );
    assert_eq!(found["activeParameter"], 0);
}

#[test]
fn lenses_count_references_when_they_are_shown() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "textDocument/codeLens", document());
    let lens = found
        .as_array()
        .and_then(|lenses| lenses.iter().find(|lens| lens["data"].is_object()))
        .expect("a lens to resolve");
    let resolved = ask(&mut client, "codeLens/resolve", lens.clone());
    assert_eq!(resolved["command"]["title"], "1 reference", "{resolved}");
}

#[test]
fn diagnostics_are_pulled() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "x: int = 'a'\n");
    let found = ask(&mut client, "textDocument/diagnostic", document());
    assert_eq!(found["kind"], "full");
    assert_eq!(found["items"][0]["code"], "invalid-assignment", "{found}");
    let mut params = document();
    params["previousResultId"] = found["resultId"].clone();
    let found = ask(&mut client, "textDocument/diagnostic", params);
    assert_eq!(found["kind"], "unchanged");
    let found = ask(
        &mut client,
        "workspace/diagnostic",
        json!({"previousResultIds": []}),
    );
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
}

#[test]
fn code_actions() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "import sys\nimport os\nsys.exit()\n");
    let mut params = document();
    params["range"] =
        json!({"start": {"line": 1, "character": 8}, "end": {"line": 1, "character": 8}});
    params["context"] = json!({"diagnostics": []});
    let found = ask(&mut client, "textDocument/codeAction", params.clone());
    let first = &found[0];
    assert_eq!(first["title"], "Remove the import of `os`", "{found}");
    assert_eq!(first["isPreferred"], true);
    assert_eq!(first["diagnostics"][0]["code"], "unused-import");
    assert_eq!(first["edit"]["changes"][URI][0]["newText"], "");
    params["context"] = json!({"diagnostics": [], "only": ["source.organizeImports"]});
    let found = ask(&mut client, "textDocument/codeAction", params);
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!(
        found[0]["edit"]["changes"][URI][0]["newText"],
        "import os\nimport sys\n"
    );
}

#[test]
fn inlay_hints() {
    let mut client = started("utf-16");
    let mut params = document();
    params["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 20, "character": 0}});
    let found = ask(&mut client, "textDocument/inlayHint", params);
    let labels: Vec<&str> = found
        .as_array()
        .expect("hints")
        .iter()
        .filter_map(|hint| hint["label"].as_str())
        .collect();
    assert!(labels.contains(&"side="), "{labels:?}");
}

#[test]
fn semantic_tokens() {
    let mut client = started("utf-16");
    let full = ask(&mut client, "textDocument/semanticTokens/full", document());
    let full = full["data"].as_array().expect("numbers");
    assert!(full.len() > 50 && full.len().is_multiple_of(5));
    let mut params = document();
    params["range"] =
        json!({"start": {"line": 14, "character": 0}, "end": {"line": 16, "character": 0}});
    let part = ask(&mut client, "textDocument/semanticTokens/range", params);
    assert!(
        part["data"]
            .as_array()
            .is_some_and(|part| !part.is_empty() && part.len() < full.len())
    );
}

#[test]
fn diagnostics_come_and_go() {
    let mut client = started("utf-16");
    assert_eq!(client.diagnostics(URI, 1), Vec::<Value>::new());
    let change = json!({"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}, "text": "x = (\n"});
    let versioned = json!({"uri": URI, "version": 2});
    client.notify(
        "textDocument/didChange",
        json!({"textDocument": versioned, "contentChanges": [change]}),
    );
    let found = client.diagnostics(URI, 2);
    assert_eq!(found[0]["message"], "'(' was never closed", "{found:?}");
    assert_eq!(found[0]["code"], "SyntaxError");
    assert_eq!(found[0]["severity"], 1);
    client.notify("textDocument/didClose", document());
    let cleared = client.wait_for(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"].get("version").is_none_or(Value::is_null)
    });
    assert_eq!(cleared["params"]["diagnostics"], json!([]));
}

#[test]
fn bytecode_leads_to_the_source_and_back() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "serpentarium/bytecode", document());
    assert_eq!(found["complete"], true);
    let codes = found["codes"].as_array().expect("code objects");
    let area = codes
        .iter()
        .find(|code| code["qualname"] == "Shape.area")
        .expect("area");
    let power = area["instructions"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|row| row["argrepr"] == "**")
        .expect("a power");
    assert_eq!(power["range"]["start"], at("self.side ** 2")["position"]);
    let line = power["textLine"].as_u64().expect("a line") as usize;
    assert!(
        area["text"]
            .as_str()
            .and_then(|text| text.lines().nth(line))
            .is_some_and(|line| line.contains("**"))
    );
    let mut params = document();
    params["range"] = power["range"].clone();
    let part = ask(&mut client, "serpentarium/bytecode", params);
    assert_eq!(part["codes"].as_array().map(Vec::len), Some(1), "{part}");
    assert_eq!(part["codes"][0]["qualname"], "Shape.area");
}

#[test]
fn the_tree_leads_to_the_source_and_back() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "serpentarium/ast", document());
    assert_eq!(found["complete"], true);
    let nodes = found["nodes"].as_array().expect("nodes");
    assert_eq!(nodes[0]["class"], "Module");
    let power = nodes
        .iter()
        .position(|node| node["class"] == "Pow")
        .expect("a power");
    let operation = nodes[power]["parent"].as_u64().expect("a parent") as usize;
    assert_eq!(
        nodes[operation]["range"]["start"],
        at("self.side ** 2")["position"]
    );
    assert!(
        found["dump"]
            .as_str()
            .is_some_and(|dump| dump.starts_with("Module(\n    body=[")),
        "{found}"
    );
    let mut params = document();
    params["range"] = nodes[operation]["range"].clone();
    let part = ask(&mut client, "serpentarium/ast", params);
    assert_eq!(part["nodes"][0]["class"], "BinOp", "{part}");
    assert_eq!(part["nodes"][0].get("parent"), Some(&Value::Null));
}

#[test]
fn the_tree_of_a_broken_text_is_that_of_the_rest() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "x = 1\ny = = 2\nz = 3\n");
    let found = ask(&mut client, "serpentarium/ast", document());
    assert_eq!(found["complete"], false);
    assert_eq!(found["error"], "invalid syntax");
    assert_eq!(found["leftOut"], json!([[1, 1]]));
    let names: Vec<&str> = found["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| node["summary"].as_str())
        .collect();
    assert!(
        names.contains(&"id='x'") && names.contains(&"id='z'"),
        "{names:?}"
    );
}

#[test]
fn symbol_table() {
    let mut client = started("utf-16");
    let found = ask(&mut client, "serpentarium/symtable", document());
    assert_eq!(found["table"]["kind"], "module");
    assert_eq!(found["table"]["children"][0]["name"], "Shape");
}

#[test]
fn the_library_is_a_file_that_an_editor_can_open() {
    let mut client = LspClient::initialized("utf-16");
    client.open(URI, "import json\njson.dumps(1)\n");
    let position = json!({"line": 1, "character": 6});
    let found = ask(
        &mut client,
        "textDocument/definition",
        json!({"textDocument": {"uri": URI}, "position": position}),
    );
    let uri = found[0]["uri"].as_str().expect("a place").to_owned();
    assert!(uri.ends_with("json/__init__.py"), "{uri}");
    let path = uri.strip_prefix("file://").expect("a file");
    let text = std::fs::read_to_string(path).expect("the file is there");
    let line = found[0]["range"]["start"]["line"].as_u64().expect("a line") as usize;
    assert!(
        text.lines()
            .nth(line)
            .is_some_and(|line| line.starts_with("def dumps("))
    );
    let found = ask(
        &mut client,
        "textDocument/hover",
        json!({"textDocument": {"uri": URI}, "position": position}),
    );
    let text = found["contents"]["value"].as_str().expect("markdown");
    assert!(
        text.contains("def dumps(\n    obj: Any,\n    *,\n    skipkeys: bool = False,"),
        "{text}"
    );
}

#[test]
fn answers_are_in_the_clients_encoding() {
    for (encoding, column) in [("utf-8", 12), ("utf-16", 10), ("utf-32", 9)] {
        let mut client = LspClient::initialized(encoding);
        client.open(URI, "s = '\u{1f40d}'; x = 1\nx\n");
        let params = json!({"textDocument": {"uri": URI}, "position": {"line": 1, "character": 0}});
        let found = ask(&mut client, "textDocument/definition", params);
        assert_eq!(
            found[0]["range"]["start"],
            json!({"line": 0, "character": column}),
            "{encoding}"
        );
    }
}

#[test]
fn call_hierarchy() {
    let mut client = started("utf-16");
    let items = ask(
        &mut client,
        "textDocument/prepareCallHierarchy",
        at("area(self"),
    );
    assert_eq!(items[0]["name"], "area");
    assert_eq!(items[0]["kind"], 6, "a method");
    let item = items[0].clone();
    let calls = ask(
        &mut client,
        "callHierarchy/outgoingCalls",
        json!({"item": item}),
    );
    assert_eq!(calls, json!([]));
    let total = ask(
        &mut client,
        "textDocument/prepareCallHierarchy",
        at("total(shapes)"),
    )[0]
    .clone();
    let calls = ask(
        &mut client,
        "callHierarchy/incomingCalls",
        json!({"item": total}),
    );
    assert_eq!(
        calls[0]["from"]["kind"], 2,
        "the module's own code: {calls}"
    );
    assert_eq!(
        calls[0]["fromRanges"][0]["start"],
        json!({"line": 18, "character": 10})
    );
    let calls = ask(
        &mut client,
        "callHierarchy/outgoingCalls",
        json!({"item": total}),
    );
    assert_eq!(calls[0]["to"]["name"], "sum", "{calls}");
}

#[test]
fn type_hierarchy() {
    let mut client = LspClient::initialized("utf-16");
    let uri = "file:///nowhere/tree.py";
    client.open(
        uri,
        "class A: pass\nclass B(A): pass\nclass C(A, dict): pass\nclass D(B, C): pass\n",
    );
    let position = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 6}});
    let item = ask(&mut client, "textDocument/prepareTypeHierarchy", position)[0].clone();
    assert_eq!(item["name"], "C");
    let names = |found: Value| -> Vec<String> {
        let found = found.as_array().cloned().unwrap_or_default();
        let name = |item: &Value| item["name"].as_str().unwrap_or_default().to_owned();
        found.iter().map(name).collect()
    };
    let params = json!({"item": item});
    let bases = ask(&mut client, "typeHierarchy/supertypes", params.clone());
    let dict = bases[1].clone();
    assert_eq!(names(bases), ["A", "dict"]);
    assert_eq!(
        names(ask(&mut client, "typeHierarchy/subtypes", params)),
        ["D"]
    );
    let bases = ask(
        &mut client,
        "typeHierarchy/supertypes",
        json!({"item": dict}),
    );
    assert_eq!(names(bases), ["MutableMapping"]);
}

#[test]
fn links_linked_ranges_and_inline_values() {
    let mut client = LspClient::initialized("utf-16");
    let uri = "file:///nowhere/small.py";
    client.open(
        uri,
        "# see https://docs.python.org/3/.\ndef f(a):\n    b = a\n    return b\n",
    );
    let document = json!({"textDocument": {"uri": uri}});
    let found = ask(&mut client, "textDocument/documentLink", document);
    assert_eq!(found[0]["target"], "https://docs.python.org/3/");
    assert_eq!(
        found[0]["range"]["end"],
        json!({"line": 0, "character": 32})
    );
    let at = json!({"textDocument": {"uri": uri}, "position": {"line": 2, "character": 4}});
    let found = ask(&mut client, "textDocument/linkedEditingRange", at);
    assert_eq!(found["ranges"].as_array().map(Vec::len), Some(2), "{found}");
    let line = |line: u32| json!({"line": line, "character": 0});
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": line(0), "end": line(4)},
        "context": {"frameId": 1, "stoppedLocation": {"start": line(2), "end": line(2)}},
    });
    let found = ask(&mut client, "textDocument/inlineValue", params);
    let names: Vec<&str> = found
        .as_array()
        .expect("values")
        .iter()
        .filter_map(|value| value["variableName"].as_str())
        .collect();
    assert_eq!(names, ["a", "b", "a"]);
}

#[test]
fn semantic_tokens_as_differences() {
    let mut client = started("utf-16");
    let full = ask(&mut client, "textDocument/semanticTokens/full", document());
    let id = full["resultId"].clone();
    let mut params = document();
    params["previousResultId"] = id;
    let delta = ask(
        &mut client,
        "textDocument/semanticTokens/full/delta",
        params.clone(),
    );
    assert_eq!(delta["edits"], json!([]));
    // An id that is not known any more gets everything.
    let again = ask(
        &mut client,
        "textDocument/semanticTokens/full/delta",
        params,
    );
    assert_eq!(again["data"], full["data"]);
}

#[test]
fn the_report() {
    let mut client = LspClient::initialized("utf-16");
    let found = ask(
        &mut client,
        "workspace/executeCommand",
        json!({"command": "serpentarium.showReport"}),
    );
    assert!(found["searchPaths"].is_array(), "{found}");
    let answer = client.request("workspace/executeCommand", json!({"command": "nothing"}));
    assert_eq!(answer["error"]["code"], -32602);
}
