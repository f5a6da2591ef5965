//! Code objects that the debugger has met.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use serpentarium_bytecode::CodeObject;
use serpentarium_runtime::types::code::Code;

use super::lines::Lines;
use super::sources;
use crate::protocol::CodeId;
use crate::protocol::view::SourceView;

/// A code object as plain data, with what was found out about it.
pub struct CodeInfo {
    /// Its number.
    pub id: CodeId,
    /// The code object.
    pub code: CodeObject,
    /// Its lines.
    pub lines: Lines,
    /// Its source.
    pub source: SourceView,
}

#[derive(Default)]
struct Codes {
    /// By address. A code object may have died and another taken its place, so what is
    /// found is compared.
    by_address: HashMap<usize, Rc<CodeInfo>>,
    by_id: HashMap<CodeId, Rc<CodeInfo>>,
}

thread_local! {
    static CODES: RefCell<Codes> = RefCell::default();
}

/// The plain form of a code object.
pub fn of(code: &Code) -> Option<Rc<CodeInfo>> {
    use serpentarium_runtime::object::Object;
    let address = code.as_obj().address();
    let known = CODES.with_borrow(|codes| codes.by_address.get(&address).cloned());
    if let Some(known) = known.filter(|known| is_same(known, code)) {
        return Some(known);
    }
    let plain = code.to_compiled().ok()?;
    Some(CODES.with_borrow_mut(|codes| {
        let id = codes.id_for(&plain);
        let info = Rc::new(CodeInfo {
            id,
            lines: Lines::new(&plain),
            source: sources::of(&plain.filename.to_string()),
            code: plain,
        });
        codes.by_address.insert(address, info.clone());
        codes.by_id.insert(id, info.clone());
        info
    }))
}

fn is_same(known: &CodeInfo, code: &Code) -> bool {
    let same_text = |field: Option<&serpentarium_runtime::types::str::Str>, text: &str| {
        field.is_some_and(|field| field.to_string_lossy() == text)
    };
    known.code.firstlineno == code.firstlineno
        && known.code.code.len() == code.original().len() * 2
        && same_text(code.qualname.peek(), &known.code.qualname.to_string())
        && same_text(code.filename.peek(), &known.code.filename.to_string())
}

/// A code object by its number.
pub fn by_id(id: CodeId) -> Option<Rc<CodeInfo>> {
    CODES.with_borrow(|codes| codes.by_id.get(&id).cloned())
}

/// Every source of a known code object, each once.
pub fn known_sources() -> Vec<SourceView> {
    let mut sources: Vec<SourceView> = CODES.with_borrow(|codes| {
        codes
            .by_id
            .values()
            .map(|info| info.source.clone())
            .collect()
    });
    // What a person typed at the debugger is no source of the program's.
    sources.retain(|source| source.path != super::evaluate::NAME);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources.dedup_by(|a, b| a.path == b.path);
    sources
}

impl Codes {
    /// A number made from what names the code in its source, so that the next run has the
    /// same. Another code object with that number gets the next one.
    fn id_for(&self, code: &CodeObject) -> CodeId {
        let mut hasher = DefaultHasher::new();
        code.filename.to_string().hash(&mut hasher);
        code.qualname.to_string().hash(&mut hasher);
        code.firstlineno.hash(&mut hasher);
        let mut id = CodeId((hasher.finish() & 0xffff_ffff).max(1));
        while self
            .by_id
            .get(&id)
            .is_some_and(|other| !is_alike(&other.code, code))
        {
            id = CodeId((id.0 + 1) & 0xffff_ffff);
        }
        id
    }
}

fn is_alike(one: &CodeObject, other: &CodeObject) -> bool {
    one.firstlineno == other.firstlineno
        && one.qualname == other.qualname
        && one.filename == other.filename
        && one.code == other.code
}
