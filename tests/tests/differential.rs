//! Every program of `programs/` in the built interpreter, compared with CPython's recorded answer.
//!
//! Each program is a test of its own (`basics/a01_hello`), once more with the heap verifier
//! (`verified/basics/a01_hello`), and again with a collection at every allocation on top
//! (`stress/basics/a01_hello`; those are ignored unless `SERPENTARIUM_STRESS_SUITE` is set or
//! `--include-ignored` is given).
//! With `BLESS=/path/to/python3.14` the answers are recorded from that interpreter instead.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use serpentarium_tests::corpus::{self, Answer, Program};
use serpentarium_tests::interpreter::{Interpreter, find_serpentarium};
use similar::TextDiff;

const LIMIT: Duration = Duration::from_secs(20);
const VERIFIED_LIMIT: Duration = Duration::from_secs(60);
const STRESS_LIMIT: Duration = Duration::from_secs(300);
const VERIFIED: &[(&str, &str)] = &[("SERPENTARIUM_VERIFY_HEAP", "1")];
const STRESS: &[(&str, &str)] = &[
    ("SERPENTARIUM_VERIFY_HEAP", "1"),
    ("SERPENTARIUM_GC_STRESS", "1"),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    match trials() {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn trials() -> Result<Vec<Trial>, String> {
    let programs = corpus::discover().map_err(|e| e.to_string())?;
    if let Some(reference) = env::var_os("BLESS") {
        let reference = open(Path::new(&reference))?;
        return Ok(programs
            .into_iter()
            .map(|program| blessing(program, &reference))
            .collect());
    }
    let allowed = corpus::expected_failures().map_err(|e| e.to_string())?;
    if let Some(name) = allowed
        .keys()
        .find(|name| !programs.iter().any(|p| p.name == **name))
    {
        return Err(format!(
            "expected_failures.txt names {name}, which does not exist"
        ));
    }
    let allowed = Arc::new(allowed);
    let tested = open(&find_serpentarium()?)?;
    let stress = env::var_os("SERPENTARIUM_STRESS_SUITE").is_some();
    let plain = programs
        .iter()
        .map(|program| comparison(program, &tested, &allowed));
    let stressed = programs
        .iter()
        .filter(|program| program.launch().map_or(true, |l| l.stress.unwrap_or(true)))
        .map(|program| {
            let mode = Mode("stress", STRESS, STRESS_LIMIT);
            watched(program, &tested, &allowed, mode).with_ignored_flag(!stress)
        });
    let verified = programs.iter().map(|program| {
        let mode = Mode("verified", VERIFIED, VERIFIED_LIMIT);
        watched(program, &tested, &allowed, mode)
    });
    Ok(plain.chain(verified).chain(stressed).collect())
}

fn open(path: &Path) -> Result<Arc<Interpreter>, String> {
    Interpreter::new(path)
        .map(Arc::new)
        .map_err(|e| format!("{}: {e}", path.display()))
}

fn comparison(
    program: &Program,
    tested: &Arc<Interpreter>,
    allowed: &Arc<BTreeMap<String, String>>,
) -> Trial {
    let (program, tested, allowed) = (program.clone(), Arc::clone(tested), Arc::clone(allowed));
    Trial::test(program.name.clone(), move || {
        let outcome = compare(&program, &tested, &[], LIMIT)?;
        match (outcome, allowed.get(&program.name)) {
            (None, None) | (Some(_), Some(_)) => Ok(()),
            (Some(difference), None) => Err(difference.into()),
            (None, Some(reason)) => Err(format!(
                "passes, but expected_failures.txt lists it ({reason}): remove the line"
            )
            .into()),
        }
    })
}

/// A way to run the programs while the heap is watched: its name, environment and time limit.
struct Mode(
    &'static str,
    &'static [(&'static str, &'static str)],
    Duration,
);

fn watched(
    program: &Program,
    tested: &Arc<Interpreter>,
    allowed: &Arc<BTreeMap<String, String>>,
    mode: Mode,
) -> Trial {
    let (program, tested, allowed) = (program.clone(), Arc::clone(tested), Arc::clone(allowed));
    Trial::test(format!("{}/{}", mode.0, program.name), move || {
        // What may differ anyway says nothing about the heap, but for what the verifier says.
        match compare(&program, &tested, mode.1, mode.2)? {
            Some(difference)
                if !allowed.contains_key(&program.name)
                    || difference.contains("heap verifier:") =>
            {
                Err(difference.into())
            }
            _ => Ok(()),
        }
    })
}

fn blessing(program: Program, reference: &Arc<Interpreter>) -> Trial {
    let reference = Arc::clone(reference);
    Trial::test(program.name.clone(), move || {
        let first = reference.run(&program, &[("PYTHONHASHSEED", "1")], LIMIT)?;
        let second = reference.run(&program, &[("PYTHONHASHSEED", "20")], LIMIT)?;
        if let Some(difference) = difference(&first, &second) {
            return Err(format!("not deterministic, not recorded\n{difference}").into());
        }
        Ok(program.record(&first)?)
    })
}

/// `None` when the program answers as recorded, or the readable difference.
fn compare(
    program: &Program,
    tested: &Interpreter,
    modes: &[(&str, &str)],
    limit: Duration,
) -> Result<Option<String>, Failed> {
    let wanted = program
        .recorded()?
        .ok_or_else(|| Failed::from("no recorded answer: bless it"))?;
    Ok(difference(&wanted, &tested.run(program, modes, limit)?))
}

fn difference(wanted: &Answer, got: &Answer) -> Option<String> {
    let mut text = String::new();
    for (title, want, have) in [
        ("stdout", &wanted.stdout, &got.stdout),
        ("stderr", &wanted.stderr, &got.stderr),
    ] {
        if want != have {
            let diff = TextDiff::from_lines(want.as_str(), have.as_str());
            text += &diff
                .unified_diff()
                .context_radius(2)
                .header(&format!("{title} of CPython"), title)
                .to_string();
        }
    }
    if wanted.code != got.code {
        let name = |code: Option<i32>| {
            code.map_or("none (killed after its time)".to_owned(), |c| c.to_string())
        };
        text += &format!(
            "exit code {}, CPython's is {}\n",
            name(got.code),
            name(wanted.code)
        );
    }
    (!text.is_empty()).then_some(text)
}
