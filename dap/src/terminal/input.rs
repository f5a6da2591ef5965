//! Where commands come from.

use std::collections::VecDeque;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;

/// What a person sees before the cursor.
pub const PROMPT: &str = "(serpentarium) ";

/// A source of commands.
pub enum Input {
    /// A terminal, with line editing and history. An empty line repeats the last command.
    Editor(Box<DefaultEditor>, String),
    /// Standard input that is no terminal.
    Pipe,
    /// A file. Each line is printed behind the prompt, so that what is written reads like a
    /// session at the terminal.
    Script(VecDeque<String>),
}

impl Input {
    /// Standard input.
    ///
    /// # Errors
    /// When the terminal cannot be used.
    pub fn terminal() -> io::Result<Input> {
        if !io::stdin().is_terminal() {
            return Ok(Input::Pipe);
        }
        let editor = DefaultEditor::new().map_err(other)?;
        Ok(Input::Editor(Box::new(editor), String::new()))
    }

    /// A file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn script(path: &Path) -> io::Result<Input> {
        let text = fs::read_to_string(path).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", path.display()))
        })?;
        Ok(Input::Script(text.lines().map(str::to_owned).collect()))
    }

    /// The next command; `None` at the end.
    ///
    /// # Errors
    /// When the terminal fails.
    pub fn next(&mut self, out: &mut dyn Write) -> io::Result<Option<String>> {
        match self {
            Input::Editor(editor, last) => edited(editor, last),
            Input::Pipe => {
                let mut line = String::new();
                let count = io::stdin().lock().read_line(&mut line)?;
                Ok((count > 0).then_some(line))
            }
            Input::Script(lines) => {
                let Some(line) = lines.pop_front() else {
                    return Ok(None);
                };
                writeln!(out, "{PROMPT}{line}")?;
                Ok(Some(line))
            }
        }
    }
}

fn edited(editor: &mut DefaultEditor, last: &mut String) -> io::Result<Option<String>> {
    loop {
        match editor.readline(PROMPT) {
            Ok(line) if line.trim().is_empty() => return Ok(Some(last.clone())),
            Ok(line) => {
                editor.add_history_entry(&line).map_err(other)?;
                *last = line.clone();
                return Ok(Some(line));
            }
            // Ctrl+C gives the line up, Ctrl+D the session.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(None),
            Err(error) => return Err(other(error)),
        }
    }
}

fn other(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        error => io::Error::other(error),
    }
}
