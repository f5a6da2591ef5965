//! A value under a name.

use serde::{Deserialize, Serialize};

use super::super::{CodeId, ObjectId, Step};

/// A variable, element, attribute or result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableView {
    /// Its name in its container: `x`, `[0]`, `'key'`, `__class__`.
    pub name: String,
    /// The value as text on one line, shortened. Made without running the program's
    /// code: an instance of a class with its own `__repr__` shows as
    /// `<module.Class object at 0x...>`, except as the result of an evaluation.
    pub value: String,
    /// `type(value).__qualname__`, with its module if that is not `builtins`. Empty for
    /// an unbound name.
    pub type_name: String,
    /// The object's reference count, without any reference of the debugger's. `None`
    /// where there is no object (an unbound name, a `NULL` on the stack, a computed entry).
    pub refcount: Option<RefCount>,
    /// `sys.getsizeof` without calling a `__sizeof__` of the program's, in bytes.
    pub size: u64,
    /// The object's address; `None` where there is no object.
    pub id: Option<ObjectId>,
    /// How to get from the container to this child.
    pub step: Step,
    /// Number of named children.
    pub named: u64,
    /// Number of indexed children.
    pub indexed: u64,
    /// An expression for the value in the same frame, if there is one.
    pub evaluate_name: Option<String>,
    /// What the value is.
    pub kind: VariableKind,
    /// Whether assigning to it is impossible.
    pub read_only: bool,
    /// Whether seeing the value runs code of the program (a property): `value` is then
    /// empty, the one child gives it, and asking for that child is asking to run it.
    pub lazy: bool,
    /// The code object behind it: of a function, method, generator, frame, code object.
    pub code: Option<CodeId>,
}

impl VariableView {
    /// Whether it can be expanded.
    pub fn has_children(&self) -> bool {
        self.named + self.indexed > 0
    }
}

/// A reference count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefCount {
    /// That many references.
    Count(u64),
    /// The object is immortal: its count never changes and it is never freed.
    Immortal,
}

/// What a value is, as far as it matters for showing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableKind {
    /// Anything else.
    Data,
    /// A string, bytes or bytearray.
    Text,
    /// A function, built-in or bound method, or another callable of the machine's.
    Function,
    /// A class.
    Class,
    /// A module.
    Module,
    /// A generator.
    Generator,
    /// A coroutine.
    Coroutine,
    /// An asynchronous generator.
    AsyncGenerator,
    /// A property.
    Property,
    /// Another descriptor.
    Descriptor,
    /// A cell.
    Cell,
    /// A frame.
    Frame,
    /// A code object.
    Code,
    /// An exception.
    Exception,
    /// A name without a value, or a `NULL` on the operand stack.
    Unbound,
    /// A group of children that the debuggee adds.
    Group,
    /// A fact the debuggee adds (a generator's state): no object.
    Computed,
}
