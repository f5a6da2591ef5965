//! What a project's `pyproject.toml` says: `[tool.serpentarium]`, and the rules of
//! `[tool.ty.rules]`.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::analysis::options::RuleSeverity;
use crate::server::settings::Settings;

/// What was found; the editor's settings count more.
#[derive(Debug, Default)]
pub struct PyProject {
    /// With paths made absolute.
    pub settings: Settings,
    pub rules: BTreeMap<String, RuleSeverity>,
}

/// Reads a folder's `pyproject.toml`, if it has one; what is wrong with it goes to `problems`.
pub fn read(folder: &Path, problems: &mut Vec<String>) -> PyProject {
    let path = folder.join("pyproject.toml");
    let mut complain =
        |reason: &str| problems.push(format!("{}: {}", path.display(), reason.trim_end()));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                complain(&error.to_string());
            }
            return PyProject::default();
        }
    };
    let table: toml::Table = match toml::from_str(&text) {
        Ok(table) => table,
        Err(error) => {
            complain(error.message());
            return PyProject::default();
        }
    };
    let mut found = PyProject {
        settings: part(&table, &["tool", "serpentarium"], &mut complain),
        rules: part(&table, &["tool", "serpentarium", "rules"], &mut complain),
    };
    found.settings = found.settings.within(folder);
    let others: BTreeMap<_, _> = part(&table, &["tool", "ty", "rules"], &mut complain);
    for (rule, severity) in others {
        found.rules.entry(rule).or_insert(severity);
    }
    found
}

/// What stands under a path of keys; the default if there is nothing, or nothing of use.
fn part<T: DeserializeOwned + Default>(
    table: &toml::Table,
    keys: &[&str],
    complain: &mut impl FnMut(&str),
) -> T {
    let mut value = toml::Value::Table(table.clone());
    for key in keys {
        match value.as_table_mut().and_then(|table| table.remove(*key)) {
            Some(inner) => value = inner,
            None => return T::default(),
        }
    }
    value.try_into().unwrap_or_else(|error: toml::de::Error| {
        complain(&format!("[{}]: {}", keys.join("."), error.message()));
        T::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(name: &str, text: &[u8]) -> (PyProject, Vec<String>) {
        let folder =
            std::env::temp_dir().join(format!("serpentarium-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("pyproject.toml"), text).expect("a file");
        let mut problems = Vec::new();
        let found = read(&folder, &mut problems);
        std::fs::remove_dir_all(&folder).expect("removed");
        (found, problems)
    }

    #[test]
    fn rules_of_both_tools_are_read_and_ours_count_more() {
        let text = "[tool.serpentarium]\nexclude = [\"x\"]\n[tool.serpentarium.rules]\na = \"hint\"\n[tool.ty.rules]\na = \"error\"\nb = \"ignore\"\n";
        let (found, problems) = read_text("rules", text.as_bytes());
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(found.settings.exclude, ["x"]);
        assert_eq!(found.rules["a"], RuleSeverity::Hint);
        assert_eq!(found.rules["b"], RuleSeverity::Off);
    }

    #[test]
    fn what_cannot_be_used_is_said_and_the_rest_is_used() {
        let cases: [(&str, &[u8], &str); 4] = [
            ("utf8", b"\xff\xfe", "valid UTF-8"),
            ("syntax", b"[tool\n", "pyproject.toml: "),
            (
                "type",
                b"[tool.serpentarium]\nexclude = 3\n",
                "[tool.serpentarium]: ",
            ),
            (
                "rule",
                b"[tool.ty.rules]\na = \"loud\"\n",
                "[tool.ty.rules]: ",
            ),
        ];
        for (name, text, reason) in cases {
            let (found, problems) = read_text(name, text);
            assert!(found.rules.is_empty(), "{name}");
            assert!(problems[0].contains(reason), "{name}: {problems:?}");
        }
        let mut problems = Vec::new();
        read(Path::new("/no/such/folder"), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
    }
}
