//! Thousands of random edits in all three encodings: the server's text is always the client's.
//!
//! The client's side is an independent and simple model: a list of characters, searched from the
//! start for every position.

use serde_json::{Value, json};
use serpentarium_tests::lsp_client::LspClient;

const URI: &str = "file:///nowhere/edited.py";

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

/// The position of a character index, by counting from the start.
fn position(text: &[char], index: usize, encoding: &str) -> Value {
    let (mut line, mut column) = (0, 0);
    for at in 0..index {
        let ends_line = match text[at] {
            '\n' => true,
            '\r' => text.get(at + 1) != Some(&'\n'),
            _ => false,
        };
        if ends_line {
            line += 1;
            column = 0;
        } else {
            column += width(text[at], encoding);
        }
    }
    json!({"line": line, "character": column})
}

/// Indexes at which a position can stand: not between the halves of `\r\n`.
fn can_stand(text: &[char], index: usize) -> bool {
    !(index > 0 && text.get(index) == Some(&'\n') && text[index - 1] == '\r')
}

fn random_text(random: &mut Random) -> String {
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
    ];
    let count = random.below(4);
    (0..count).map(|_| *random.pick(PIECES)).collect()
}

fn random_change(text: &mut Vec<char>, random: &mut Random, encoding: &str) -> Value {
    let new = random_text(random);
    if random.below(200) == 0 {
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
    let range = json!({"start": position(text, ends[0], encoding), "end": position(text, ends[1], encoding)});
    text.splice(ends[0]..ends[1], new.chars());
    json!({"range": range, "text": new})
}

fn edit_randomly(encoding: &str, seed: u64, edits: usize) {
    let mut client = LspClient::initialized(encoding);
    let mut random = Random(seed);
    let start = "first\r\n\u{1f40d} second\nthird";
    let mut text: Vec<char> = start.chars().collect();
    client.open(URI, start);
    for version in 2..edits + 2 {
        let count = 1 + random.below(3);
        let changes: Vec<Value> = (0..count)
            .map(|_| random_change(&mut text, &mut random, encoding))
            .collect();
        let document = json!({"uri": URI, "version": version});
        client.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
        // Questions in between must neither disturb nor be disturbed.
        if version % 50 == 0 {
            client.ask(
                "textDocument/documentSymbol",
                json!({"textDocument": {"uri": URI}}),
            );
        }
        if version % 7 == 0 || version == edits + 1 {
            let answer = client.request(
                "serpentarium/documentText",
                json!({"textDocument": {"uri": URI}}),
            );
            let expected: String = text.iter().collect();
            assert_eq!(
                answer["result"]["version"], version,
                "{encoding}, seed {seed}"
            );
            assert_eq!(
                answer["result"]["text"], expected,
                "{encoding}, seed {seed}, version {version}"
            );
        }
        if text.len() > 3000 {
            text.clear();
            let document = json!({"uri": URI, "version": version});
            client.notify(
                "textDocument/didChange",
                json!({"textDocument": document, "contentChanges": [{"text": ""}]}),
            );
        }
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn utf_8() {
    edit_randomly("utf-8", 1, 3000);
}

#[test]
fn utf_16() {
    edit_randomly("utf-16", 2, 3000);
}

#[test]
fn utf_32() {
    edit_randomly("utf-32", 3, 3000);
}
