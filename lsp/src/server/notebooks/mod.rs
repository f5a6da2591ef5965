//! Notebook documents: all cells of a notebook are one module, which is what the rest of the server
//! sees.
//!
//! The cells' texts, in their order, make a text document of their own ([`Notebook::module`]).
//! [`translate`] turns questions about a cell into questions about that module, and places in it
//! back into places in cells.

mod magics;
mod sync;
pub mod translate;

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use ropey::Rope;
use tower_lsp::lsp_types::{Position, Url};

use crate::protocol::position::{Encoding, LineIndex};

/// The open notebooks. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Notebooks(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub struct State {
    encoding: Encoding,
    /// By the addresses that clients use.
    notebooks: HashMap<Url, Notebook>,
    /// Texts of cells by the cells' addresses, also of cells that are in no notebook yet.
    texts: HashMap<Url, CellText>,
    /// Cells that are gone, by their modules: what was said of them is taken back.
    gone: HashMap<Url, Vec<Url>>,
}

#[derive(Debug)]
struct CellText {
    rope: Rope,
    version: i32,
    is_python: bool,
}

#[derive(Debug)]
pub struct Notebook {
    cells: Vec<Cell>,
    /// The address of the module that the cells make.
    module: Url,
}

/// A cell, and which lines of the module are its own.
#[derive(Debug, Clone)]
struct Cell {
    url: Url,
    is_code: bool,
    first_line: u32,
    /// How many lines there are; none for what is not Python.
    lines: u32,
    /// The width of the last line.
    last_width: u32,
    has_magics: bool,
}

impl Cell {
    fn holds(&self, line: u32) -> bool {
        (self.first_line..self.first_line + self.lines).contains(&line)
    }

    fn end(&self) -> Position {
        Position::new(self.lines.saturating_sub(1), self.last_width)
    }
}

impl Notebooks {
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

impl State {
    pub fn set_encoding(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    pub fn is_empty(&self) -> bool {
        self.notebooks.is_empty()
    }

    /// A cell's text and version.
    pub fn cell_text(&self, url: &str) -> Option<(String, i32)> {
        self.find_cell(url)?;
        let text = self.texts.get(&Url::parse(url).ok()?)?;
        Some((text.rope.to_string(), text.version))
    }

    /// Whether an address is that of a module that notebooks made.
    pub fn is_module(&self, url: &str) -> bool {
        self.by_module(url).is_some() || self.gone.keys().any(|module| module.as_str() == url)
    }

    fn find_cell(&self, url: &str) -> Option<(&Notebook, &Cell)> {
        let url = Url::parse(url).ok()?;
        self.notebooks.values().find_map(|notebook| {
            let cell = notebook.cells.iter().find(|cell| cell.url == url)?;
            Some((notebook, cell))
        })
    }

    fn by_module(&self, url: &str) -> Option<&Notebook> {
        let mut notebooks = self.notebooks.values();
        notebooks.find(|notebook| notebook.module.as_str() == url)
    }

    fn version_of(&self, cell: &Cell) -> Option<i32> {
        Some(self.texts.get(&cell.url)?.version)
    }
}

/// The address of the module behind a notebook: beside it, so that imports are found from there.
fn module_of(notebook: &Url) -> Url {
    let mut module = notebook.clone();
    module.set_query(None);
    module.set_fragment(None);
    let text = format!("{module}.py");
    Url::parse(&text).unwrap_or(module)
}

impl Notebook {
    /// The cell that holds a line of the module.
    fn cell_at(&self, line: u32) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.holds(line))
    }

    /// Puts the cells' texts together and notes where each of them is.
    fn assemble(&mut self, texts: &HashMap<Url, CellText>, encoding: Encoding) -> String {
        let mut module = String::new();
        let mut line = 0;
        for cell in &mut self.cells {
            cell.first_line = line;
            cell.lines = 0;
            let text = texts.get(&cell.url);
            let Some(text) = text.filter(|text| cell.is_code && text.is_python) else {
                continue;
            };
            let (python, has_magics) = magics::without_magics(&text.rope.to_string());
            let index = LineIndex::new(&python);
            let lines = index.len() as u32;
            let last = index.line(index.len() - 1, &python);
            cell.lines = lines;
            cell.last_width = encoding.width(last) as u32;
            cell.has_magics = has_magics;
            line += lines;
            module.push_str(&python);
            // After a lone carriage return a line feed would belong to it.
            module.push_str(if python.ends_with('\r') { "\n\n" } else { "\n" });
        }
        module
    }
}
