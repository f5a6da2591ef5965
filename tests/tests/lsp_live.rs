//! Live values through the server: turned on for a file, shown behind its lines, off again.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use serpentarium_tests::interpreter::find_serpentarium;
use serpentarium_tests::lsp_client::LspClient;

/// Asks for the hints of a document until they satisfy a condition.
fn hints_when(
    client: &mut LspClient,
    uri: &str,
    wanted: impl Fn(&[String]) -> bool,
) -> Vec<String> {
    let started = Instant::now();
    loop {
        let range =
            json!({"start": {"line": 0, "character": 0}, "end": {"line": 1000, "character": 0}});
        let answer = client.request(
            "textDocument/inlayHint",
            json!({"textDocument": {"uri": uri}, "range": range}),
        );
        let labels: Vec<String> = answer["result"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|hint| hint["label"].as_str())
            .filter(|label| label.contains("# =>"))
            .map(|label| label.trim().to_owned())
            .collect();
        if wanted(&labels) {
            return labels;
        }
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "the hints stayed {labels:?}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn turn(client: &mut LspClient, uri: &str, enabled: bool) -> Value {
    client.request(
        "serpentarium/live",
        json!({"textDocument": {"uri": uri}, "enabled": enabled}),
    )
}

#[test]
fn lines_show_what_they_did() {
    let folder = std::env::temp_dir().join(format!("serpentarium-live-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("shown.py");
    std::fs::write(&path, "").expect("a file");
    let uri = format!("file://{}", path.display());
    let mut client = LspClient::initialized("utf-16");
    let text = "total = 0\nfor i in range(4):\n    total += i\nprint('sum', total)\nopen('written', 'w')\n";
    client.notify(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": uri, "languageId": "python", "version": 1, "text": text}}),
    );
    // Nothing runs before somebody asks.
    std::thread::sleep(Duration::from_millis(600));
    assert!(hints_when(&mut client, &uri, |_| true).is_empty());
    assert_eq!(turn(&mut client, &uri, true)["result"]["enabled"], true);
    let shown = hints_when(&mut client, &uri, |labels| !labels.is_empty());
    assert_eq!(
        shown,
        [
            "# => total = 0",
            "# => i = 0 … 3 (4×)",
            "# => total = 0 … 6 (4×)",
            "# => prints sum 6",
        ]
    );
    assert!(!folder.join("written").exists(), "the sandbox wrote a file");
    client.notify(
        "textDocument/didChange",
        json!({
            "textDocument": {"uri": uri, "version": 2},
            "contentChanges": [{
                "range": {"start": {"line": 0, "character": 8}, "end": {"line": 0, "character": 9}},
                "text": "10",
            }],
        }),
    );
    let again = hints_when(&mut client, &uri, |labels| {
        labels
            .first()
            .is_some_and(|first| first == "# => total = 10")
    });
    assert_eq!(again.last().map(String::as_str), Some("# => prints sum 16"));
    assert_eq!(turn(&mut client, &uri, false)["result"]["enabled"], false);
    assert!(hints_when(&mut client, &uri, |labels| labels.is_empty()).is_empty());
    std::fs::remove_dir_all(&folder).expect("the folder can go");
}

#[test]
fn what_is_assigned_is_named_as_it_is_written() {
    let mut client = LspClient::initialized("utf-16");
    let uri = "file:///nowhere/named.py";
    let text = [
        "class Square:",
        "    def __init__(self, side):",
        "        self.side = side",
        "        self.__hidden = self.side = side + 1",
        "squares = {}",
        "for n in range(2):",
        "    squares[n] = 'äö' * n; squares[']' * n] = 0",
        "grid = [[0]]",
        "grid[0][n - 1] = Square(3).side",
        "Square(4).other, x = 5, 6",
        "(Square(5)",
        " .long) = 7",
        "squares[",
        "    9] = 8",
    ];
    client.open(uri, &(text.join("\n") + "\n"));
    assert_eq!(turn(&mut client, uri, true)["result"]["enabled"], true);
    let shown = hints_when(&mut client, uri, |labels| !labels.is_empty());
    assert_eq!(
        // Behind what the call shows of its arguments.
        shown[1..],
        [
            "# => self.side = 3 … 5 (3×)",
            "# => self.__hidden = 4 … 6 (3×); self.side = 4 … 6 (3×)",
            "# => squares = {}",
            "# => n = 0 … 1 (2×)",
            "# => squares[0] = ''; squares[''] = 0; squares[1] = 'äö'; squares[']'] = 0",
            "# => grid = [[0]]",
            "# => grid[0][0] = 4",
            "# => Square(4).other = 5; x = 6",
            // On several lines.
            "# => __main__.Square.long = 7",
            "# => [9] = 8",
        ]
    );
}

#[test]
fn what_ends_a_program_is_shown_where_it_was_raised() {
    let mut client = LspClient::initialized("utf-16");
    let cases = [
        ("1 / 0\n", 0, "ZeroDivisionError"),
        (
            "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise\n",
            1,
            "ZeroDivisionError",
        ),
        (
            "import subprocess\n\nsubprocess.run(['ls'])\n",
            2,
            "PermissionError",
        ),
        ("import socket\n\nsocket.socket()\n", 2, "PermissionError"),
        ("import os\n\nos.fork()\n", 2, "PermissionError"),
        (
            "import threading\n\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\n",
            2,
            "ZeroDivisionError",
        ),
        (
            "import asyncio\nasync def main():\n    raise ValueError\nasyncio.run(main())\n",
            2,
            "ValueError",
        ),
        (
            "with open('written', 'w'):\n    pass\n",
            0,
            "PermissionError",
        ),
    ];
    for (number, (text, line, name)) in cases.into_iter().enumerate() {
        let uri = format!("file:///nowhere/ends{number}.py");
        client.open(&uri, text);
        assert_eq!(turn(&mut client, &uri, true)["result"]["enabled"], true);
        let shown = client.wait_for(|message| {
            let params = &message["params"];
            let found = params["diagnostics"].as_array();
            let is_told = |it: &Value| it["message"].as_str().is_some_and(|it| it.contains(name));
            params["uri"] == uri.as_str() && found.is_some_and(|found| found.iter().any(is_told))
        });
        let found = shown["params"]["diagnostics"].as_array();
        let lines = found.into_iter().flatten();
        let lines = lines.filter(|it| it["message"].as_str().is_some_and(|it| it.contains(name)));
        let lines: Vec<&Value> = lines.map(|it| &it["range"]["start"]["line"]).collect();
        assert_eq!(lines, [line], "{text}: {shown}");
    }
}

/// The sandbox has what an event loop needs: pipes and signals within the process.
#[test]
fn asynchronous_programs_run() {
    let mut client = LspClient::initialized("utf-16");
    let uri = "file:///nowhere/tasks.py";
    let text = [
        "import asyncio, contextlib, os, signal",
        "async def count(to):",
        "    for n in range(to):",
        "        await asyncio.sleep(0)",
        "        yield n",
        "async def last(to):",
        "    async with contextlib.aclosing(count(to)) as numbers:",
        "        return [n async for n in numbers][-1]",
        "async def main():",
        "    return await asyncio.gather(*map(last, (2, 3)))",
        "print(asyncio.run(main()))",
        "with contextlib.suppress(ZeroDivisionError), contextlib.nullcontext():",
        "    1 / 0",
        "came = []",
        "signal.signal(signal.SIGUSR1, lambda number, frame: came.append(number))",
        "os.kill(os.getpid(), signal.SIGUSR1)",
        "print(came)",
        "os.write(os.dup(1), b'copied')",
        "for own in range(3, 3 + 5):",
        "    with contextlib.suppress(OSError):",
        "        os.close(own)",
        "os._exit(3)",
    ];
    client.open(uri, &(text.join("\n") + "\n"));
    assert_eq!(turn(&mut client, uri, true)["result"]["enabled"], true);
    let shown = hints_when(&mut client, uri, |labels| !labels.is_empty());
    let wanted = [
        "# => count(to=2) … count(to=3) (2×)",
        "# => n = 0 … 2 (5×)",
        "# => yield 0 … 2 (5×)",
        "# => last(to=2) … last(to=3) (2×)",
        "# => n = 0 … 2 (5×); return 1 … 2 (2×)",
        "# => prints [1, 2]",
        "# => came = []",
        "# => prints [10]",
        "# => 6; prints copied",
    ];
    for label in wanted {
        assert!(
            shown.iter().any(|it| it == label),
            "no {label} in {shown:#?}"
        );
    }
}

/// A run ends at each of its limits, and shows what was seen up to there.
#[test]
fn a_run_has_limits() {
    let endless = "n = 0\nwhile True:\n    n += 1\n";
    let grows = "text = 'x' * 50_000_000\nall = []\nwhile True:\n    all.append(text + 'y')\n";
    let waits = "import time\nn = 1\ntime.sleep(60)\n";
    let cases = [
        (endless, ["--fuel", "1000"], "fuelLimit"),
        (endless, ["--time", "0.2"], "timeLimit"),
        (waits, ["--time", "0.2"], "timeLimit"),
        (grows, ["--memory", "400"], "memoryLimit"),
    ];
    for (text, limit, end) in cases {
        let report = live(text, &limit);
        assert_eq!(report["end"], end, "{text}: {report}");
        assert!(!report["lines"].as_array().is_none_or(Vec::is_empty));
    }
    // Fuel ends it at the same place every time.
    let report = live(endless, &["--fuel", "1000"]);
    assert_eq!(report["lines"][1]["seen"][0]["last"]["text"], "999");
}

/// The report of a run.
fn live(text: &str, options: &[&str]) -> Value {
    use std::io::Write;
    let mut child = std::process::Command::new(find_serpentarium().expect("a built serpentarium"))
        .arg("live")
        .args(options)
        .arg("/nowhere/limits.py")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(text.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    serde_json::from_slice(&output.stdout).expect("a report")
}
