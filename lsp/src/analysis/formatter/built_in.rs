//! Formatting by the published formatter of ruff, as a project's files configure that.

use std::fs;
use std::io::ErrorKind;
use std::ops::RangeInclusive;
use std::path::Path;

use ruff_source_file::UniversalNewlines;
use ruff_text_size::{TextLen, TextRange};
use serde::Deserialize;
use serpentarium_formatter::{self as formatter, Quotes, Style};

use crate::analysis::depth::is_walkable;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The settings of `ruff.toml`, or under `tool.ruff`, that formatting is about.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Ruff {
    line_length: Option<u16>,
    indent_width: Option<u8>,
    format: RuffFormat,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct RuffFormat {
    quote_style: Option<QuoteStyle>,
    indent_style: Option<IndentStyle>,
    skip_magic_trailing_comma: bool,
    docstring_code_format: bool,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum QuoteStyle {
    Double,
    Single,
    Preserve,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum IndentStyle {
    Space,
    Tab,
}

/// The settings under `tool.black`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Black {
    line_length: Option<u16>,
    skip_string_normalization: bool,
    skip_magic_trailing_comma: bool,
}

/// The whole text with all of it, or the statements that lines (from 1) touch, formatted.
pub fn format(
    text: &str,
    name: &Path,
    lines: Option<&RangeInclusive<usize>>,
) -> Result<String, String> {
    if !is_walkable(text) {
        return Err("the text is too large or nests too deeply".to_owned());
    }
    let style = Style {
        is_stub: name.extension().is_some_and(|extension| extension == "pyi"),
        with_carriage_returns: text
            .split_inclusive('\n')
            .next()
            .is_some_and(|line| line.ends_with("\r\n")),
        ..style_of(name)?
    };
    // The mark at the beginning is none of the formatter's business, who would drop it.
    let bare = text.trim_start_matches(BYTE_ORDER_MARK);
    let mark = &text[..text.len() - bare.len()];
    let Some(lines) = lines else {
        return Ok(format!("{mark}{}", formatter::format(bare, style)?));
    };
    let (range, formatted) = formatter::format_range(bare, range_of(bare, lines), style)?;
    let (start, end) = (range.start().to_usize(), range.end().to_usize());
    Ok(format!(
        "{mark}{}{formatted}{}",
        &bare[..start],
        &bare[end..]
    ))
}

/// From the beginning of the first line to the end of the last one, without its line ending.
fn range_of(text: &str, lines: &RangeInclusive<usize>) -> TextRange {
    let whole = TextRange::up_to(text.text_len());
    let line = |number: usize| text.universal_newlines().nth(number - 1);
    let start = line(*lines.start()).map_or(whole.end(), |line| line.start());
    let end = line(*lines.end()).map_or(whole.end(), |line| line.end());
    TextRange::new(start.min(end), end)
}

/// The style that the nearest configuration above a file asks for.
fn style_of(name: &Path) -> Result<Style, String> {
    for folder in name.ancestors().skip(1) {
        for file in [".ruff.toml", "ruff.toml"] {
            if let Some(table) = read(&folder.join(file))? {
                return ruff(table.into(), &folder.join(file));
            }
        }
        let path = folder.join("pyproject.toml");
        let Some(table) = read(&path)? else {
            continue;
        };
        let tool = |name: &str| table.get("tool")?.get(name).cloned();
        if let Some(settings) = tool("ruff") {
            return ruff(settings, &path);
        }
        if let Some(settings) = tool("black") {
            return black(settings, &path);
        }
    }
    Ok(Style::default())
}

fn read(path: &Path) -> Result<Option<toml::Table>, String> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text)
            .map(Some)
            .map_err(|error| format!("{}: {}", path.display(), error.message())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{}: {error}", path.display())),
    }
}

fn parsed<T: serde::de::DeserializeOwned>(settings: toml::Value, path: &Path) -> Result<T, String> {
    settings
        .try_into()
        .map_err(|error: toml::de::Error| format!("{}: {}", path.display(), error.message()))
}

fn ruff(settings: toml::Value, path: &Path) -> Result<Style, String> {
    let settings: Ruff = parsed(settings, path)?;
    let usual = Style::default();
    Ok(Style {
        line_length: settings.line_length.unwrap_or(usual.line_length),
        indent_width: settings.indent_width.unwrap_or(usual.indent_width),
        with_tabs: settings.format.indent_style == Some(IndentStyle::Tab),
        quotes: match settings.format.quote_style {
            None | Some(QuoteStyle::Double) => Quotes::Double,
            Some(QuoteStyle::Single) => Quotes::Single,
            Some(QuoteStyle::Preserve) => Quotes::Preserve,
        },
        without_magic_trailing_commas: settings.format.skip_magic_trailing_comma,
        with_code_in_docstrings: settings.format.docstring_code_format,
        ..usual
    })
}

fn black(settings: toml::Value, path: &Path) -> Result<Style, String> {
    let settings: Black = parsed(settings, path)?;
    let usual = Style::default();
    Ok(Style {
        line_length: settings.line_length.unwrap_or(usual.line_length),
        quotes: match settings.skip_string_normalization {
            true => Quotes::Preserve,
            false => Quotes::Double,
        },
        without_magic_trailing_commas: settings.skip_magic_trailing_comma,
        ..usual
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let cases: &[(&str, &[usize], &str)] = &[
            ("x  =  'a'\n", &[], "x = \"a\"\n"),
            ("x  =  1\r\n", &[], "x = 1\r\n"),
            ("\u{feff}x  =  1\n", &[], "\u{feff}x = 1\n"),
            ("\u{feff}x  =  1\n", &[1, 1], "\u{feff}x = 1\n"),
            ("", &[], ""),
            ("x  =  1", &[9, 12], "x  =  1"),
            (
                "a  =  1\nb  =  2\nc  =  3\n",
                &[2, 2],
                "a  =  1\nb = 2\nc  =  3\n",
            ),
            (
                "a  =  1\rb  =  2\rc  =  3",
                &[2, 2],
                "a  =  1\rb = 2\rc  =  3",
            ),
            (
                "if a:\n    b=1\n    c=2\nd=3\n",
                &[3, 3],
                "if a:\n    b=1\n    c = 2\nd=3\n",
            ),
        ];
        for (text, lines, expected) in cases {
            let lines = lines.first().map(|first| *first..=lines[1]);
            let found = format(text, Path::new("untitled.py"), lines.as_ref());
            assert_eq!(found.as_deref(), Ok(*expected), "{text:?}");
        }
    }

    #[test]
    fn what_cannot_be_formatted() {
        let deep = "[".repeat(300) + &"]".repeat(300);
        let cases = [
            (
                "x = = 1\n",
                "line 1 has a syntax error: Expected an expression",
            ),
            (
                "x = 1\n  y = 2\n",
                "line 2 has a syntax error: Unexpected indentation",
            ),
            (
                "a = 1\rb = (",
                "line 2 has a syntax error: unexpected EOF while parsing",
            ),
            (deep.as_str(), "the text is too large or nests too deeply"),
        ];
        for (text, reason) in cases {
            let found = format(text, Path::new("untitled.py"), None);
            assert_eq!(found, Err(reason.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn configurations() {
        let folder =
            std::env::temp_dir().join(format!("serpentarium-style-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let check = |file: &str, settings: &str, text: &str, expected: &str| {
            let path = folder.join(file);
            fs::write(&path, settings).expect("a file");
            let found = format(text, &folder.join("main.py"), None);
            fs::remove_file(&path).expect("removed");
            assert_eq!(found.as_deref(), Ok(expected), "{settings}");
        };
        let text = "if x:\n    f('a', 'bbbbbbbbbbbbbbbb')\n";
        check(
            "pyproject.toml",
            "[tool.ruff]\nline-length = 20\n[tool.ruff.format]\nquote-style = \"single\"\nindent-style = \"tab\"\n",
            text,
            "if x:\n\tf(\n\t\t'a',\n\t\t'bbbbbbbbbbbbbbbb',\n\t)\n",
        );
        check(
            "ruff.toml",
            "indent-width = 2\n[format]\nquote-style = \"preserve\"\n",
            text,
            "if x:\n  f('a', 'bbbbbbbbbbbbbbbb')\n",
        );
        check(
            "pyproject.toml",
            "[tool.black]\nskip-string-normalization = true\n",
            text,
            text,
        );
        fs::write(folder.join("ruff.toml"), "line-length = \"long\"\n").expect("a file");
        let found = format(text, &folder.join("main.py"), None);
        fs::remove_dir_all(&folder).expect("removed");
        assert!(found.is_err_and(|reason| reason.contains("ruff.toml")));
    }
}
