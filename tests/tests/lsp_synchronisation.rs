//! Thousands of random edits in all three encodings, with questions in between: the server's text
//! is always the client's, its answers are about places that exist, tokens sent as differences add
//! up to the whole, and what it knows in the end is what a fresh server knows of the same text.
//!
//! The client's side is an independent and simple model: a list of characters, searched from the
//! start for every position. `SERPENTARIUM_EDITS=20000` edits longer, `SERPENTARIUM_SEED=7`
//! otherwise.

use std::collections::HashMap;

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

/// A small generator of our own, so that a failure can be repeated from its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

fn width(character: char, encoding: &str) -> usize {
    match encoding {
        "utf-8" => character.len_utf8(),
        "utf-16" => character.len_utf16(),
        _ => 1,
    }
}

/// Whether a line ends after a character.
fn ends_line(text: &[char], at: usize) -> bool {
    match text[at] {
        '\n' => true,
        '\r' => text.get(at + 1) != Some(&'\n'),
        _ => false,
    }
}

/// The position of a character index, by counting from the start.
fn position(text: &[char], index: usize, encoding: &str) -> Value {
    let (mut line, mut column) = (0, 0);
    for at in 0..index {
        if ends_line(text, at) {
            line += 1;
            column = 0;
        } else {
            column += width(text[at], encoding);
        }
    }
    json!({"line": line, "character": column})
}

/// How wide each line is without its end.
fn line_widths(text: &[char], encoding: &str) -> Vec<usize> {
    let mut widths = vec![0];
    for at in 0..text.len() {
        if ends_line(text, at) {
            widths.push(0);
        } else if text[at] != '\r' {
            *widths.last_mut().expect("a line") += width(text[at], encoding);
        }
    }
    widths
}

/// Indexes at which a position can stand: not between the halves of `\r\n`.
fn can_stand(text: &[char], index: usize) -> bool {
    !(index > 0 && text.get(index) == Some(&'\n') && text[index - 1] == '\r')
}

const PIECES: &[&str] = &[
    "x",
    "def f(a):\n    return a\n",
    "\n",
    "\r\n",
    "\r",
    "\u{e9}",
    "\u{1f40d}",
    "\u{2028}",
    "\u{85}",
    "\t",
    " = ",
    "'''",
    "# \u{4e2d}\u{6587}\n",
    "",
    "e\u{301}",
    "\u{c}",
    "class C: pass\r\n",
    "import other, math\n",
    "other.f(1).\u{1d431}\n",
    "\nclass D(C):\n    n: int = '\u{1f40d}'\n    def m(self):\n        return self.n + f(2)\n",
    "\u{1d431} = f('\u{e9}\u{1f40d}')\r\n",
    "from main import *\nfrom other import f, C as \u{c4}\n",
    "\nD().m(",
    "f\"{x!r:>{y}} \u{1f40d}\"",
    "\u{feff}",
    "\u{0}",
    "async def g():\r    await g()\r",
    "\"",
];

/// What is asked between the edits, besides the texts and tokens.
const QUESTIONS: &[&str] = &[
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/signatureHelp",
    "textDocument/prepareRename",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/selectionRange",
    "textDocument/codeAction",
    "textDocument/inlayHint",
    "textDocument/codeLens",
    "textDocument/documentLink",
    "textDocument/diagnostic",
    "textDocument/semanticTokens/range",
    "serpentarium/ast",
    "serpentarium/bytecode",
];

/// One text as the client has it.
struct Text {
    uri: &'static str,
    characters: Vec<char>,
    version: i64,
    /// Widths of the lines of each version, to look at answers that come later.
    widths: HashMap<i64, Vec<usize>>,
    tokens: Vec<u64>,
    tokens_id: Value,
}

impl Text {
    fn new(uri: &'static str, text: &str) -> Self {
        Self {
            uri,
            characters: text.chars().collect(),
            version: 1,
            widths: HashMap::new(),
            tokens: Vec::new(),
            tokens_id: Value::Null,
        }
    }

    fn document(&self) -> Value {
        json!({"uri": self.uri})
    }

    fn text(&self) -> String {
        self.characters.iter().collect()
    }
}

struct Session {
    client: LspClient,
    encoding: &'static str,
    random: Random,
    seed: u64,
    texts: [Text; 2],
    /// Questions without an answer so far: number, method, text, its version.
    asked: Vec<(i64, &'static str, usize, i64)>,
    answered: usize,
}

impl Session {
    fn start(encoding: &'static str, seed: u64) -> Self {
        let texts = [
            Text::new(
                "file:///nowhere/main.py",
                "import other\r\n\u{1f40d} second\nother.f",
            ),
            Text::new("file:///nowhere/other.py", "def f(x):\r\n    return [x]\r"),
        ];
        let mut client = LspClient::initialized(encoding);
        for text in &texts {
            client.open(text.uri, &text.text());
        }
        let mut session = Self {
            client,
            encoding,
            random: Random(seed),
            seed,
            texts,
            asked: Vec::new(),
            answered: 0,
        };
        (0..2).for_each(|which| session.remember(which));
        session
    }

    /// Where the session is, for messages.
    fn place(&self, which: usize) -> String {
        let Self { encoding, seed, .. } = self;
        let Text { uri, version, .. } = &self.texts[which];
        format!("{encoding}, seed {seed}, {uri}, version {version}")
    }

    fn remember(&mut self, which: usize) {
        let text = &mut self.texts[which];
        let widths = line_widths(&text.characters, self.encoding);
        text.widths.insert(text.version, widths);
    }

    fn random_text(&mut self) -> String {
        let count = self.random.below(4);
        (0..count).map(|_| *self.random.pick(PIECES)).collect()
    }

    fn random_change(&mut self, which: usize) -> Value {
        let new = self.random_text();
        let random = &mut self.random;
        let text = &mut self.texts[which].characters;
        if random.below(200) == 0 || text.len() > 3000 {
            *text = new.chars().collect();
            return json!({"text": new});
        }
        let mut ends = [random.below(text.len() + 1), random.below(text.len() + 1)];
        // Mostly small edits, as people make them.
        if random.below(4) > 0 {
            ends[1] = (ends[0] + random.below(6)).min(text.len());
        }
        ends.sort_unstable();
        for end in &mut ends {
            while !can_stand(text, *end) {
                *end -= 1;
            }
        }
        let [start, end] = ends.map(|end| position(text, end, self.encoding));
        text.splice(ends[0]..ends[1], new.chars());
        json!({"range": {"start": start, "end": end}, "text": new})
    }

    /// One message with one to three changes.
    fn edit(&mut self) {
        let which = self.random.below(2);
        let count = 1 + self.random.below(3);
        let changes: Vec<Value> = (0..count).map(|_| self.random_change(which)).collect();
        let text = &mut self.texts[which];
        text.version += 1 + i64::from(self.random.below(2) == 0);
        let document = json!({"uri": text.uri, "version": text.version});
        self.client.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
        self.remember(which);
    }

    /// Asks something without waiting for the answer.
    fn ask(&mut self) {
        let which = self.random.below(2);
        let method = *self.random.pick(QUESTIONS);
        let text = &self.texts[which];
        let index = self.random.below(text.characters.len() + 1);
        let position = match self.random.below(20) {
            0 => json!({"line": 99_999, "character": 4}),
            1 => json!({"line": 0, "character": u32::MAX}),
            _ => position(&text.characters, index, self.encoding),
        };
        let params = json!({
            "textDocument": text.document(),
            "position": position,
            "positions": [position],
            "range": {"start": position, "end": {"line": 10, "character": 3}},
            "context": {"diagnostics": [], "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false},
        });
        let needs_range = !method.starts_with("serpentarium/");
        let params = match needs_range {
            true => params,
            false => json!({"textDocument": text.document()}),
        };
        let version = text.version;
        let id = self.client.ask(method, params);
        self.asked.push((id, method, which, version));
    }

    /// Looks at every answer that is still out.
    fn hear(&mut self) {
        for (id, method, which, version) in std::mem::take(&mut self.asked) {
            let answer = self.client.response(id);
            let place = self.place(which);
            let Some(error) = answer.get("error") else {
                self.answered += 1;
                // What is about the text as it was asked about must lie in that text.
                if matches!(method, "textDocument/hover" | "textDocument/prepareRename") {
                    self.within(&answer["result"]["range"], which, version, method);
                }
                continue;
            };
            // Overtaken by an edit, or a refused rename.
            let code = error["code"].as_i64().unwrap_or_default();
            assert!(
                matches!(code, -32801 | -32803),
                "{method}: {error}; {place}"
            );
        }
        self.hear_diagnostics();
    }

    fn hear_diagnostics(&mut self) {
        let published = self
            .client
            .take_all(|message| message["method"] == "textDocument/publishDiagnostics");
        for message in &published {
            let params = &message["params"];
            let Some(which) = (0..2).find(|&which| params["uri"] == self.texts[which].uri) else {
                panic!("diagnostics of a text that is not open: {params}");
            };
            let version = params["version"].as_i64().expect("a version");
            for found in params["diagnostics"].as_array().expect("a list") {
                self.within(&found["range"], which, version, "diagnostics");
            }
        }
    }

    /// Asserts that a range lies in a version of a text.
    fn within(&self, range: &Value, which: usize, version: i64, what: &str) {
        if range.is_null() {
            return;
        }
        let widths = &self.texts[which].widths[&version];
        let ends = ["start", "end"].map(|end| {
            let number = |key: &str| range[end][key].as_u64().expect("a number") as usize;
            (number("line"), number("character"))
        });
        for (line, column) in ends {
            let is_there = widths.get(line).is_some_and(|&width| column <= width);
            let place = self.place(which);
            assert!(is_there, "{what}: {range} of version {version}; {place}");
        }
        assert!(ends[0] <= ends[1], "{what}: {range}");
    }

    fn compare_text(&mut self, which: usize) {
        let params = json!({"textDocument": self.texts[which].document()});
        let answer = self.client.request("serpentarium/documentText", params);
        let text = &self.texts[which];
        let place = self.place(which);
        assert_eq!(answer["result"]["version"], text.version, "{place}");
        assert_eq!(answer["result"]["text"], text.text(), "{place}");
    }

    /// Brings the tokens up to date with a difference, if there is something to differ from.
    fn update_tokens(&mut self, which: usize) {
        let text = &mut self.texts[which];
        let mut params = json!({"textDocument": text.document()});
        params["previousResultId"] = text.tokens_id.clone();
        let method = match text.tokens_id.is_null() {
            true => "textDocument/semanticTokens/full",
            false => "textDocument/semanticTokens/full/delta",
        };
        let answer = self.client.request(method, params);
        let result = &answer["result"];
        match result["edits"].as_array() {
            Some(edits) => {
                for edit in edits.iter().rev() {
                    let at = |key: &str| edit[key].as_u64().expect("a number") as usize;
                    let gone = at("start")..at("start") + at("deleteCount");
                    text.tokens.splice(gone, numbers(&edit["data"]));
                }
            }
            None => text.tokens = numbers(&result["data"]),
        }
        text.tokens_id = result["resultId"].clone();
        self.check_tokens(which);
    }

    /// Tokens lie in the text, in order, and do not overlap.
    fn check_tokens(&self, which: usize) {
        let text = &self.texts[which];
        let widths = &text.widths[&text.version];
        let (mut line, mut column, mut end) = (0, 0, 0);
        for token in text.tokens.chunks(5) {
            let [lines, columns, length] = [0, 1, 2].map(|at| token[at] as usize);
            if lines > 0 {
                (column, end) = (0, 0);
            }
            line += lines;
            column += columns;
            let is_there = widths
                .get(line)
                .is_some_and(|&width| column + length <= width);
            let place = self.place(which);
            assert!(
                is_there && column >= end,
                "token at {line}:{column}+{length}; {place}"
            );
            end = column + length;
        }
    }

    /// What the differences added up to is what the whole is.
    fn compare_tokens(&mut self, which: usize) {
        self.update_tokens(which);
        let params = json!({"textDocument": self.texts[which].document()});
        let answer = self
            .client
            .request("textDocument/semanticTokens/full", params);
        let place = self.place(which);
        let text = &mut self.texts[which];
        assert_eq!(text.tokens, numbers(&answer["result"]["data"]), "{place}");
        text.tokens_id = answer["result"]["resultId"].clone();
    }

    /// A server that never saw another text says the same.
    fn compare_with_fresh(&mut self) {
        let mut fresh = LspClient::initialized(self.encoding);
        for text in &self.texts {
            fresh.open(text.uri, &text.text());
        }
        for which in 0..2 {
            let params = json!({"textDocument": self.texts[which].document()});
            for method in [
                "textDocument/diagnostic",
                "textDocument/documentSymbol",
                "textDocument/foldingRange",
                "textDocument/inlayHint",
                "serpentarium/ast",
                "serpentarium/bytecode",
                "serpentarium/symtable",
            ] {
                let mut params = params.clone();
                if method == "textDocument/inlayHint" {
                    let end = json!({"line": 99_999, "character": 0});
                    params["range"] = json!({"start": {"line": 0, "character": 0}, "end": end});
                }
                let [mut ours, mut theirs] = [&mut self.client, &mut fresh]
                    .map(|client| client.request(method, params.clone())["result"].take());
                for answer in [&mut ours, &mut theirs] {
                    if let Some(answer) = answer.as_object_mut() {
                        answer.remove("version");
                    }
                }
                assert_eq!(ours, theirs, "{method}; {}", self.place(which));
            }
        }
    }
}

fn numbers(list: &Value) -> Vec<u64> {
    let items = list.as_array().into_iter().flatten();
    items.map(|item| item.as_u64().expect("a number")).collect()
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

fn edit_randomly(encoding: &'static str, seed: u64) {
    let seed = setting("SERPENTARIUM_SEED", seed);
    let edits = setting("SERPENTARIUM_EDITS", 1500);
    let mut session = Session::start(encoding, seed);
    for edit in 1..=edits {
        session.edit();
        if edit % 3 == 0 {
            session.ask();
        }
        let which = session.random.below(2);
        if edit % 7 == 0 || edit == edits {
            session.compare_text(which);
        }
        if edit % 25 == 0 {
            session.hear();
            session.update_tokens(which);
        }
        if edit % 100 == 0 || edit == edits {
            session.compare_tokens(which);
        }
        if edit % 500 == 0 || edit == edits {
            session.compare_with_fresh();
        }
    }
    session.hear();
    (0..2).for_each(|which| session.compare_text(which));
    assert!(
        session.answered as u64 > edits / 10,
        "{} answers",
        session.answered
    );
    assert_eq!(session.client.shut_down(), Some(0));
}

#[test]
fn utf_8() {
    edit_randomly("utf-8", 1);
}

#[test]
fn utf_16() {
    edit_randomly("utf-16", 2);
}

#[test]
fn utf_32() {
    edit_randomly("utf-32", 3);
}
