//! What the compiler makes of a text: code objects, errors, warnings - also while parts of the
//! text are wrong.

use std::sync::Arc;

use ruff_text_size::TextRange;
use serpentarium_bytecode::{CodeFlags, CodeObject, Constant, Wtf8Buf};
use serpentarium_compiler::{CompileError, CompileWarning, Mode, Options, compile_in_thread};

use crate::analysis::code_slice;
use crate::analysis::recovery;
use crate::analysis::source::SourceFile;

/// The outcome of compiling a text.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The module's code; from a mended text if there are errors, `None` if that failed, too.
    pub code: Option<Arc<CodeObject>>,
    /// The first is the one that CPython reports.
    pub errors: Vec<CompileError>,
    pub warnings: Vec<CompileWarning>,
    /// Lines (from 1) that were left out to compile the rest.
    pub left_out: Vec<std::ops::RangeInclusive<usize>>,
    /// The text that was compiled, if it is not the text itself.
    pub mended: Option<String>,
}

impl Compilation {
    pub fn of(file: &SourceFile) -> Self {
        let (text, filename) = (file.text(), &*file.filename());
        if let Some(error) = file.first_error() {
            return recovery::compile_the_rest(text, file.syntax(), filename, error.clone());
        }
        match compile_text(text, filename) {
            Ok(compiled) => Self {
                code: Some(Arc::new(compiled.code)),
                errors: Vec::new(),
                warnings: compiled.warnings,
                left_out: Vec::new(),
                mended: None,
            },
            Err(error) => recovery::compile_the_rest(text, file.syntax(), filename, error),
        }
    }

    /// Whether the code is that of the whole text.
    pub fn is_complete(&self) -> bool {
        self.errors.is_empty()
    }

    /// The code object of a definition that starts at a line (from 1; that of the first decorator).
    pub fn find(&self, name: &str, first_line: usize, ordinal: usize) -> Option<Arc<CodeObject>> {
        let root = self.code.as_ref()?;
        let mut matches = Vec::new();
        collect(root, &mut |code| {
            if code.firstlineno as usize == first_line && code.name.to_string_lossy() == name {
                matches.push(Arc::clone(code));
            }
        });
        matches.into_iter().nth(ordinal)
    }

    /// All code objects, each before those inside it.
    pub fn all(&self) -> Vec<Arc<CodeObject>> {
        let mut found = Vec::new();
        if let Some(root) = &self.code {
            found.push(Arc::clone(root));
            collect(root, &mut |code| found.push(Arc::clone(code)));
        }
        found
    }
}

/// Why a text cannot be compiled.
pub fn error_of(file: &SourceFile) -> Option<CompileError> {
    compile_text(file.text(), &file.filename()).err()
}

pub(crate) fn compile_text(
    text: &str,
    filename: &str,
) -> Result<serpentarium_compiler::Compiled, CompileError> {
    compile_in_thread(text, filename, Mode::Exec, Options::default())
}

fn collect(code: &CodeObject, visit: &mut impl FnMut(&Arc<CodeObject>)) {
    for constant in &code.consts {
        if let Constant::Code(inner) = constant {
            visit(inner);
            collect(inner, visit);
        }
    }
}

/// The figures of one code object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeFacts {
    pub flags: Vec<&'static str>,
    pub locals: Vec<String>,
    pub cells: Vec<String>,
    pub frees: Vec<String>,
    pub stack_size: u32,
    pub bytecode_size: usize,
}

impl CodeFacts {
    pub fn of(code: &CodeObject) -> Self {
        Self {
            flags: flag_names(code.flags),
            locals: code.varnames().map(Wtf8Buf::to_string_lossy).collect(),
            cells: code.cellvars().map(Wtf8Buf::to_string_lossy).collect(),
            frees: code.freevars().map(Wtf8Buf::to_string_lossy).collect(),
            stack_size: code.stacksize,
            bytecode_size: code.code.len(),
        }
    }
}

/// The names of set flags, as `dis.pretty_flags` orders them.
pub fn flag_names(flags: CodeFlags) -> Vec<&'static str> {
    const NAMES: &[(u32, &str)] = &[
        (CodeFlags::OPTIMIZED, "OPTIMIZED"),
        (CodeFlags::NEWLOCALS, "NEWLOCALS"),
        (CodeFlags::VARARGS, "VARARGS"),
        (CodeFlags::VARKEYWORDS, "VARKEYWORDS"),
        (CodeFlags::NESTED, "NESTED"),
        (CodeFlags::GENERATOR, "GENERATOR"),
        (CodeFlags::COROUTINE, "COROUTINE"),
        (CodeFlags::ITERABLE_COROUTINE, "ITERABLE_COROUTINE"),
        (CodeFlags::ASYNC_GENERATOR, "ASYNC_GENERATOR"),
        (CodeFlags::FUTURE_ANNOTATIONS, "FUTURE_ANNOTATIONS"),
        (CodeFlags::NO_MONITORING_EVENTS, "NO_MONITORING_EVENTS"),
        (CodeFlags::HAS_DOCSTRING, "HAS_DOCSTRING"),
        (CodeFlags::METHOD, "METHOD"),
    ];
    NAMES
        .iter()
        .filter(|(bit, _)| flags.has(*bit))
        .map(|&(_, name)| name)
        .collect()
}

/// The code object that a function, class or lambda node compiles to.
pub fn of_node(file: &SourceFile, node: TextRange, name: &str) -> Option<Arc<CodeObject>> {
    // A decorated definition's code starts at its first decorator, where its node does, too.
    let line = file.line_number(node.start());
    let ordinal = same_line_before(file, node, name, line);
    if !file.is_compiled()
        && let Some(code) = in_slice(file, node, name, line, ordinal)
    {
        return Some(code);
    }
    file.compilation().find(name, line, ordinal)
}

/// The code object, compiled without most of the text around it.
fn in_slice(
    file: &SourceFile,
    node: TextRange,
    name: &str,
    line: usize,
    ordinal: usize,
) -> Option<Arc<CodeObject>> {
    if file.is_too_deep() {
        return None;
    }
    let slice = code_slice::around(file, node)?;
    let compiled = compile_text(&slice.text, &file.filename()).ok()?;
    let alone = Compilation {
        code: Some(Arc::new(compiled.code)),
        ..Compilation::default()
    };
    let mut code = alone.find(name, line.checked_sub(slice.left_out)?, ordinal)?;
    // Nobody else has it then.
    drop(alone);
    move_down(&mut code, i32::try_from(slice.left_out).ok()?);
    Some(code)
}

/// Counts more lines before a code object and those in it.
fn move_down(code: &mut Arc<CodeObject>, lines: i32) {
    let code = Arc::make_mut(code);
    code.firstlineno += lines;
    for constant in &mut code.consts {
        if let Constant::Code(inner) = constant {
            move_down(inner, lines);
        }
    }
}

/// How many scopes of the same name start on the same line before a node.
fn same_line_before(file: &SourceFile, node: TextRange, name: &str, line: usize) -> usize {
    // Lambdas and comprehensions may be many on a line, and anywhere.
    let outer = file.outer_scopes();
    let is_outer = outer
        .scopes
        .iter()
        .any(|scope| scope.node == node && scope.name == name);
    let table = match is_outer && !name.starts_with('<') {
        true => outer,
        false => file.scopes(),
    };
    table
        .scopes
        .iter()
        .filter(|scope| {
            scope.name == name
                && scope.node.start() < node.start()
                && scope.kind != crate::analysis::scopes::ScopeKind::TypeParameters
                && file.line_number(scope.node.start()) == line
        })
        .count()
}
