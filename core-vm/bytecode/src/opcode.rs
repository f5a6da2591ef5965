//! The instruction set: numbers, names, operands, caches, stack effects,
//! specialised and instrumented forms.
//!
//! Everything is derived from the one table in [`table`]. Real instructions are
//! `u8` constants in [`op`]; pseudo instructions, which only a compiler or the
//! `dis` module names, are `u16` constants in [`pseudo`].

mod names;
mod table;

pub use names::{
    BINARY_OPERATORS, COMMON_CONSTANTS, COMPARE_OPERATORS, CONVERSIONS, FUNCTION_ATTRIBUTES,
    INTRINSICS_1, INTRINSICS_2, SPECIAL_METHODS, nb,
};

/// What the operand of an instruction means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// The operand byte is not used.
    None,
    /// A number: how many, how deep, or flags.
    Count,
    /// The high bits of the next instruction's operand.
    Extended,
    /// The integer itself.
    SmallInt,
    /// Index into `co_consts`.
    Const,
    /// Index into `co_names`.
    Name,
    /// Index into `co_names`, shifted left by one to make place for a flag.
    NameAndBit,
    /// Index into `co_names`, shifted left by two to make place for two flags.
    NameAndTwoBits,
    /// Index into the fast locals.
    Local,
    /// Two indexes of four bits each into the fast locals.
    LocalPair,
    /// No operand of its own; reads the local of the instruction that follows.
    HiddenLocal,
    /// Index of a cell or free variable in the fast locals.
    Free,
    /// Distance in code units from the end of the instruction and its caches.
    JumpForward,
    /// The same, backwards.
    JumpBackward,
    /// Target of a pseudo jump.
    Jump,
    /// Handler of a pseudo instruction that sets up a block.
    Handler,
    /// Index into [`BINARY_OPERATORS`].
    BinaryOp,
    /// `index << 5 | wants_bool << 4 | mask` with an index into [`COMPARE_OPERATORS`].
    Compare,
    /// Index into [`INTRINSICS_1`].
    Intrinsic1,
    /// Index into [`INTRINSICS_2`].
    Intrinsic2,
    /// Index into [`COMMON_CONSTANTS`].
    CommonConstant,
    /// Index into [`SPECIAL_METHODS`].
    SpecialMethod,
    /// Index into [`CONVERSIONS`].
    Conversion,
    /// Bits that stand for [`FUNCTION_ATTRIBUTES`].
    FunctionAttribute,
    /// Non-zero for `is not`, `not in`.
    Invert,
}

/// How an opcode came to be in code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Compilers emit it (or, `ENTER_EXECUTOR` and the like, the interpreter writes it).
    Base,
    Specialized,
    Instrumented,
    Pseudo,
    Unassigned,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct OpcodeInfo {
    pub name: &'static str,
    pub form: Form,
    pub operand: Operand,
    /// The instruction that this one specialises or instruments; else itself.
    pub base: u16,
    /// Fields of the inline cache with their size in code units. Those of a
    /// specialised or instrumented instruction are its base's.
    pub caches: &'static [(&'static str, u8)],
}

impl OpcodeInfo {
    const fn unassigned(number: u16, name: &'static str) -> Self {
        OpcodeInfo {
            name,
            form: Form::Unassigned,
            operand: Operand::None,
            base: number,
            caches: &[],
        }
    }
}

/// One more than the largest pseudo instruction.
const OPCODE_LIMIT: usize = 267;

/// Expands to everything that depends on the rows of the table.
macro_rules! define_opcodes {
    (
        ($d:tt)
        base { $($base:literal $base_name:ident $base_operand:ident
            [$($field:ident $units:literal),*] |$n:ident| $pops:expr => $pushes:expr;)* }
        specialized { $($spec:literal $spec_name:ident $spec_operand:ident of $spec_base:ident;)* }
        instrumented { $($inst:literal $inst_name:ident $inst_operand:ident of $inst_base:ident;)* }
        pseudo { $($pseudo:literal $pseudo_name:ident $pseudo_operand:ident
            [] |$pn:ident| $pseudo_pops:expr => $pseudo_pushes:expr;)* }
        unassigned { $($free:literal)* }
    ) => {
        /// The number of every real instruction.
        pub mod op {
            $(pub const $base_name: u8 = $base;)*
            $(pub const $spec_name: u8 = $spec;)*
            $(pub const $inst_name: u8 = $inst;)*
        }

        /// The number of every pseudo instruction.
        pub mod pseudo {
            $(pub const $pseudo_name: u16 = $pseudo;)*
        }

        static INFO: [OpcodeInfo; OPCODE_LIMIT] = {
            let mut rows = [OpcodeInfo::unassigned(0, ""); OPCODE_LIMIT];
            $(rows[$base] = OpcodeInfo {
                name: stringify!($base_name),
                form: Form::Base,
                operand: Operand::$base_operand,
                base: $base,
                caches: &[$((stringify!($field), $units)),*],
            };)*
            $(rows[$spec] = OpcodeInfo {
                name: stringify!($spec_name),
                form: Form::Specialized,
                operand: Operand::$spec_operand,
                base: op::$spec_base as u16,
                caches: rows[op::$spec_base as usize].caches,
            };)*
            $(rows[$inst] = OpcodeInfo {
                name: stringify!($inst_name),
                form: Form::Instrumented,
                operand: Operand::$inst_operand,
                base: op::$inst_base as u16,
                caches: rows[op::$inst_base as usize].caches,
            };)*
            $(rows[$pseudo] = OpcodeInfo {
                name: stringify!($pseudo_name),
                form: Form::Pseudo,
                operand: Operand::$pseudo_operand,
                base: $pseudo,
                caches: &[],
            };)*
            $(rows[$free] = OpcodeInfo::unassigned($free, concat!("<", $free, ">"));)*
            rows
        };

        /// Values popped and pushed by a base or pseudo instruction. Computed
        /// in 64 bits, because CPython's operands are C `int`s that wrap.
        fn base_pops_pushes(opcode: u16, oparg: i64) -> (i64, i64) {
            match opcode {
                $($base => { let $n = oparg; ($pops, $pushes) })*
                $($pseudo => { let $pn = oparg; ($pseudo_pops, $pseudo_pushes) })*
                _ => (0, 0),
            }
        }

        static INSTRUMENTED: [u8; 256] = {
            let mut twins = [0; 256];
            $(twins[op::$inst_base as usize] = $inst;)*
            twins
        };

        /// Calls `callback! { extra tokens (NAME, number) ... }` with every real
        /// opcode: base, specialised and instrumented. Give extra tokens, if any,
        /// after a comma. Meant for dispatch tables.
        #[macro_export]
        macro_rules! for_each_opcode {
            ($d callback:ident $d (, $d ($d extra:tt)*)?) => {
                $d callback! {
                    $d ($d ($d extra)*)?
                    $(($base_name, $base))*
                    $(($spec_name, $spec))*
                    $(($inst_name, $inst))*
                }
            };
        }
    };
}

table::opcode_table!(define_opcodes);

static CACHE_ENTRIES: [u8; 256] = {
    let mut sizes = [0; 256];
    let mut opcode = 0;
    while opcode < 256 {
        let caches = INFO[opcode].caches;
        let mut field = 0;
        while field < caches.len() {
            sizes[opcode] += caches[field].1;
            field += 1;
        }
        opcode += 1;
    }
    sizes
};

static DEOPT: [u8; 256] = {
    let mut bases = [0; 256];
    let mut opcode = 0;
    while opcode < 256 {
        bases[opcode] = match INFO[opcode].form {
            Form::Specialized => INFO[opcode].base as u8,
            _ => opcode as u8,
        };
        opcode += 1;
    }
    bases
};

/// The largest opcode below which no instruction has an operand.
pub const HAVE_ARGUMENT: u8 = 43;
/// The first of the specialised instructions (but for
/// `BINARY_OP_INPLACE_ADD_UNICODE`, which is number 3).
pub const MIN_SPECIALIZED: u8 = op::BINARY_OP_ADD_FLOAT;
/// The last of the specialised instructions.
pub const MAX_SPECIALIZED: u8 = op::UNPACK_SEQUENCE_TWO_TUPLE;
/// The first of the instrumented instructions.
pub const MIN_INSTRUMENTED: u8 = op::INSTRUMENTED_END_FOR;

/// The row of an opcode, pseudo instructions included; `None` above them.
pub fn info(opcode: impl Into<u16>) -> Option<&'static OpcodeInfo> {
    INFO.get(usize::from(opcode.into()))
}

/// Every assigned opcode with its row, by number, pseudo instructions last.
pub fn all() -> impl Iterator<Item = (u16, &'static OpcodeInfo)> {
    (0u16..)
        .zip(&INFO)
        .filter(|(_, info)| info.form != Form::Unassigned)
}

/// The name, `<121>` for a number that no instruction has (as in `dis.opname`).
pub fn name(opcode: u8) -> &'static str {
    INFO[usize::from(opcode)].name
}

/// The opcode called `name`, of any form.
pub fn by_name(name: &str) -> Option<u16> {
    all()
        .find(|(_, info)| info.name == name)
        .map(|(opcode, _)| opcode)
}

/// Whether some instruction, pseudo or real, has this number (`_opcode.is_valid`).
pub fn is_valid(opcode: impl Into<u16>) -> bool {
    info(opcode).is_some_and(|info| info.form != Form::Unassigned)
}

/// Code units of inline cache behind the instruction, also for specialised and
/// instrumented ones.
pub fn cache_entries(opcode: u8) -> u8 {
    CACHE_ENTRIES[usize::from(opcode)]
}

/// The general instruction of a specialised one; any other stays as it is.
pub fn deopt(opcode: u8) -> u8 {
    DEOPT[usize::from(opcode)]
}

/// What monitoring puts in the place of a base instruction.
pub fn instrumented(opcode: u8) -> Option<u8> {
    Some(INSTRUMENTED[usize::from(opcode)]).filter(|twin| *twin != 0)
}

/// The instruction that an instrumented one stands for. `INSTRUMENTED_LINE` and
/// `INSTRUMENTED_INSTRUCTION` can stand for any, so they have none.
pub fn uninstrumented(opcode: u8) -> Option<u8> {
    let info = &INFO[usize::from(opcode)];
    (info.form == Form::Instrumented).then_some(info.base as u8)
}

/// The opcode a compiler emits for this one: neither specialised nor instrumented.
pub fn base(opcode: u8) -> u8 {
    INFO[usize::from(opcode)].base as u8
}

fn operand_is(opcode: impl Into<u16>, test: fn(Operand) -> bool) -> bool {
    info(opcode).is_some_and(|info| test(info.operand))
}

/// `_opcode.has_arg`.
pub fn has_arg(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| {
        !matches!(operand, Operand::None | Operand::HiddenLocal)
    })
}

/// `_opcode.has_const`.
pub fn has_const(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| operand == Operand::Const)
}

/// `_opcode.has_name`.
pub fn has_name(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| {
        matches!(
            operand,
            Operand::Name | Operand::NameAndBit | Operand::NameAndTwoBits
        )
    })
}

/// `_opcode.has_local`.
pub fn has_local(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| {
        matches!(
            operand,
            Operand::Local | Operand::LocalPair | Operand::HiddenLocal
        )
    })
}

/// `_opcode.has_free`.
pub fn has_free(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| operand == Operand::Free)
}

/// `_opcode.has_jump`.
pub fn has_jump(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| {
        matches!(
            operand,
            Operand::JumpForward | Operand::JumpBackward | Operand::Jump
        )
    })
}

/// `_opcode.has_exc`.
pub fn has_exc(opcode: impl Into<u16>) -> bool {
    operand_is(opcode, |operand| operand == Operand::Handler)
}

/// How many values a real or pseudo instruction pops and pushes when it does
/// not jump. `None` for specialised and unassigned opcodes and for operands
/// that make no sense.
pub fn pops_pushes(opcode: impl Into<u16>, oparg: i32) -> Option<(i32, i32)> {
    let info = info(opcode)?;
    if matches!(info.form, Form::Specialized | Form::Unassigned) {
        return None;
    }
    let (pops, pushes) = base_pops_pushes(info.base, i64::from(oparg));
    let (pops, pushes) = (pops as i32, pushes as i32);
    (pops >= 0 && pushes >= 0).then_some((pops, pushes))
}

/// Change of the stack's depth: `_opcode.stack_effect`, its `ValueError` as
/// `None`. With `jump` unknown it is the larger of both ways.
pub fn stack_effect(opcode: impl Into<u16>, oparg: i32, jump: Option<bool>) -> Option<i32> {
    let opcode = opcode.into();
    let (pops, pushes) = pops_pushes(opcode, oparg)?;
    if has_exc(opcode) && jump == Some(false) {
        return Some(0);
    }
    Some(pushes - pops)
}
