//! Code bytes as instructions.
//!
//! `EXTENDED_ARG` prefixes are folded into the instruction they belong to and
//! inline caches are stepped over, whatever specialised or instrumented form
//! the instruction has. `INSTRUMENTED_LINE`, `INSTRUMENTED_INSTRUCTION` and
//! `ENTER_EXECUTOR` hide the instruction they replace; give the code without
//! them (a runtime's `co_code`) where they may occur.

use crate::opcode::{self, Operand, op};

/// One instruction with its prefixes and caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instruction<'a> {
    /// Byte offset of the instruction itself.
    pub offset: usize,
    /// Byte offset of its first `EXTENDED_ARG`, else `offset`.
    pub start_offset: usize,
    /// The opcode in the code.
    pub actual: u8,
    /// The opcode a compiler emits for it.
    pub op: u8,
    /// The operand, prefixes included; the operand byte also where it is unused.
    pub oparg: u32,
    /// The bytes of the inline cache.
    pub caches: &'a [u8],
}

impl Instruction<'_> {
    /// Byte offset behind the caches: where the next instruction starts.
    pub fn end_offset(&self) -> usize {
        self.offset + 2 + 2 * usize::from(opcode::cache_entries(self.op))
    }

    /// The byte offset that the instruction jumps to or, for `END_ASYNC_FOR`,
    /// refers to. `None` if it is no jump or the target lies before the code.
    pub fn jump_target(&self) -> Option<usize> {
        jump_target(self.op, self.oparg, self.offset)
    }
}

/// See [`Instruction::jump_target`].
pub fn jump_target(op: u8, oparg: u32, offset: usize) -> Option<usize> {
    let base = opcode::base(op);
    let next = offset + 2 + 2 * usize::from(opcode::cache_entries(base));
    let distance = 2 * oparg as usize;
    match opcode::info(base)?.operand {
        Operand::JumpForward => next.checked_add(distance),
        Operand::JumpBackward => next.checked_sub(distance),
        _ => None,
    }
}

/// The instructions of `code` in order. A trailing prefix without instruction
/// is left out; caches that the code cuts short are shorter.
pub fn instructions(code: &[u8]) -> impl Iterator<Item = Instruction<'_>> {
    let mut position = 0;
    std::iter::from_fn(move || {
        let start_offset = position;
        let mut prefix = 0u32;
        loop {
            let (offset, [actual, low]) = (position, *code.get(position..)?.first_chunk::<2>()?);
            let oparg = prefix << 8 | u32::from(low);
            position += 2;
            if actual == op::EXTENDED_ARG {
                prefix = oparg;
                continue;
            }
            let first = position;
            position = (first + 2 * usize::from(opcode::cache_entries(actual))).min(code.len());
            let caches = &code[first..position];
            let op = opcode::base(actual);
            return Some(Instruction {
                offset,
                start_offset,
                actual,
                op,
                oparg,
                caches,
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_caches_and_targets() {
        let code = [
            op::RESUME,
            0,
            op::EXTENDED_ARG,
            1,
            op::LOAD_CONST,
            2,
            op::TO_BOOL_INT,
            0,
            0,
            0,
            1,
            2,
            0,
            0,
            op::INSTRUMENTED_POP_JUMP_IF_TRUE,
            3,
            0,
            0,
            op::JUMP_BACKWARD,
            4,
            0,
            0,
            op::CALL,
            0,
        ];
        let all: Vec<_> = instructions(&code).collect();
        let offsets: Vec<_> = all
            .iter()
            .map(|i| (i.start_offset, i.offset, i.oparg))
            .collect();
        assert_eq!(
            offsets,
            [
                (0, 0, 0),
                (2, 4, 258),
                (6, 6, 0),
                (14, 14, 3),
                (18, 18, 4),
                (22, 22, 0)
            ]
        );
        assert_eq!((all[2].op, all[2].actual), (op::TO_BOOL, op::TO_BOOL_INT));
        assert_eq!(all[2].caches, [0, 0, 1, 2, 0, 0]);
        assert_eq!(all[3].jump_target(), Some(24));
        assert_eq!(all[4].jump_target(), Some(14));
        assert_eq!(all[5].caches, []);
        assert_eq!(jump_target(op::JUMP_BACKWARD, 50, 0), None);
    }
}
