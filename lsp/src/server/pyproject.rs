//! What a project says about itself: `[tool.serpentarium]` and the rules of `[tool.ty.rules]`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::analysis::options::{Options, RuleSeverity};

#[derive(Default, Deserialize)]
#[serde(default)]
struct PyProject {
    tool: Tools,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tools {
    serpentarium: Rules,
    ty: Rules,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Rules {
    rules: BTreeMap<String, RuleSeverity>,
}

/// Adds what a folder's `pyproject.toml` says; what the editor's settings say counts more.
pub fn read(root: &Path, options: &mut Options) {
    let path = root.join("pyproject.toml");
    let Ok(text) = std::fs::read_to_string(&path) else {
        return;
    };
    let project: PyProject = match toml::from_str(&text) {
        Ok(project) => project,
        Err(error) => {
            eprintln!("serpentarium lsp: {}: {error}", path.display());
            return;
        }
    };
    let chosen = &mut options.diagnostics.rules;
    for rules in [project.tool.serpentarium.rules, project.tool.ty.rules] {
        for (rule, severity) in rules {
            chosen.entry(rule).or_insert(severity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_both_tools_are_read_and_settings_win() {
        let folder =
            std::env::temp_dir().join(format!("serpentarium-pyproject-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let text = "[tool.serpentarium.rules]\na = \"hint\"\n[tool.ty.rules]\na = \"error\"\nb = \"ignore\"\nc = \"warn\"\n";
        std::fs::write(folder.join("pyproject.toml"), text).expect("a file");
        let mut options = Options::default();
        let rules = &mut options.diagnostics.rules;
        rules.insert("c".to_owned(), RuleSeverity::Error);
        read(&folder, &mut options);
        std::fs::remove_dir_all(&folder).expect("removed");
        let rules = &options.diagnostics.rules;
        let wanted = [
            ("a", RuleSeverity::Hint),
            ("b", RuleSeverity::Off),
            ("c", RuleSeverity::Error),
        ];
        assert!(
            wanted
                .iter()
                .all(|(rule, severity)| rules[*rule] == *severity)
        );
    }
}
