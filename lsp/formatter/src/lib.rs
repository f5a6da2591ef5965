//! Formatting of Python texts. The one place that knows the published formatter.
#![forbid(unsafe_code)]

use ruff_formatter::printer::LineEnding;
use ruff_formatter::{IndentStyle, IndentWidth, LineWidth};
use ruff_python_ast::PySourceType;
use ruff_python_formatter::{
    DocstringCode, FormatModuleError, MagicTrailingComma, PyFormatOptions, QuoteStyle,
    format_module_source,
};
use ruff_source_file::UniversalNewlines;
use ruff_text_size::TextRange;

/// Which quotation marks strings get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    Double,
    Single,
    Preserve,
}

/// How a text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub is_stub: bool,
    /// In characters.
    pub line_length: u16,
    /// In characters; with tabs, what one counts as.
    pub indent_width: u8,
    pub with_tabs: bool,
    pub quotes: Quotes,
    /// Lines end in `\r\n`.
    pub with_carriage_returns: bool,
    /// A trailing comma does not keep a list on several lines.
    pub without_magic_trailing_commas: bool,
    pub with_code_in_docstrings: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            is_stub: false,
            line_length: 88,
            indent_width: 4,
            with_tabs: false,
            quotes: Quotes::Double,
            with_carriage_returns: false,
            without_magic_trailing_commas: false,
            with_code_in_docstrings: false,
        }
    }
}

/// The whole text formatted, or why it cannot be.
pub fn format(text: &str, style: Style) -> Result<String, String> {
    let printed = format_module_source(text, options(style)?);
    let printed = printed.map_err(|error| reason(text, &error))?;
    Ok(printed.as_code().to_owned())
}

/// The statements of a text that a range touches formatted: what to replace, and by what.
pub fn format_range(
    text: &str,
    range: TextRange,
    style: Style,
) -> Result<(TextRange, String), String> {
    let printed = ruff_python_formatter::format_range(text, range, options(style)?);
    let printed = printed.map_err(|error| reason(text, &error))?;
    Ok((printed.source_range(), printed.as_code().to_owned()))
}

fn reason(text: &str, error: &FormatModuleError) -> String {
    let FormatModuleError::ParseError(error) = error else {
        return error.to_string();
    };
    let before = &text[..error.location.start().to_usize()];
    let line = before.universal_newlines().count().max(1);
    // What is wrong with a line stands behind its beginning, unless that is where it is wrong.
    let line = line + usize::from(before.ends_with(['\n', '\r']));
    format!("line {line} has a syntax error: {}", error.error)
}

fn options(style: Style) -> Result<PyFormatOptions, String> {
    let source_type = match style.is_stub {
        true => PySourceType::Stub,
        false => PySourceType::Python,
    };
    let line_width = LineWidth::try_from(style.line_length)
        .map_err(|_| format!("a line length of {} is not possible", style.line_length))?;
    let indent_width = IndentWidth::try_from(style.indent_width)
        .map_err(|_| format!("an indentation of {} is not possible", style.indent_width))?;
    let indent_style = match style.with_tabs {
        true => IndentStyle::Tab,
        false => IndentStyle::Space,
    };
    let quotes = match style.quotes {
        Quotes::Double => QuoteStyle::Double,
        Quotes::Single => QuoteStyle::Single,
        Quotes::Preserve => QuoteStyle::Preserve,
    };
    let line_ending = match style.with_carriage_returns {
        true => LineEnding::CarriageReturnLineFeed,
        false => LineEnding::LineFeed,
    };
    let commas = match style.without_magic_trailing_commas {
        true => MagicTrailingComma::Ignore,
        false => MagicTrailingComma::Respect,
    };
    let docstring_code = match style.with_code_in_docstrings {
        true => DocstringCode::Enabled,
        false => DocstringCode::Disabled,
    };
    Ok(PyFormatOptions::from_source_type(source_type)
        .with_line_width(line_width)
        .with_indent_width(indent_width)
        .with_indent_style(indent_style)
        .with_quote_style(quotes)
        .with_line_ending(line_ending)
        .with_magic_trailing_comma(commas)
        .with_docstring_code(docstring_code))
}
