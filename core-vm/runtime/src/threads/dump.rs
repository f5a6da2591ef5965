//! Stacks of all threads as plain text, for `faulthandler`.
//!
//! Written piece by piece without allocating or borrowing anything that could be in use, so
//! that a signal handler can do it in whatever state the program is.

use serpentarium_bytecode::linetable::LineTable;

use super::{Entry, SCHEDULER};
use crate::interp::frame::{InterpreterFrame, first_complete};
use crate::interp::thread::{self, Thread};
use crate::types::str::Str;

/// Deeper frames are left out.
const MAX_FRAMES: usize = 100;
const MAX_THREADS: usize = 100;
const MAX_TEXT: usize = 500;

/// Takes pieces of the text.
pub type Out<'a> = &'a mut dyn FnMut(&[u8]);

/// Whose stacks are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The running thread's, without a name.
    Running,
    /// Those of all threads, the running one marked.
    All,
    /// Those of all threads, seen from none of them.
    AllFromOutside,
}

/// Writes stacks.
pub fn dump(which: Which, out: Out<'_>) {
    let current = thread::current();
    if which == Which::Running {
        out(b"Stack (most recent call first):\n");
        return frames(current, out);
    }
    let Ok(entries) = SCHEDULER.entries.try_borrow() else {
        return one(current, true, "", out);
    };
    if entries.is_empty() {
        return one(current, which == Which::All, "", out);
    }
    // The newest first, as CPython lists them.
    let mut below = i64::MAX;
    let mut shown = 0;
    loop {
        let next = entries.values().filter(|entry| entry.number < below);
        let Some(entry) = next.max_by_key(|entry| entry.number) else {
            return;
        };
        below = entry.number;
        if shown > 0 {
            out(b"\n");
        }
        if shown >= MAX_THREADS {
            return out(b"...\n");
        }
        shown += 1;
        let Entry { thread, name, .. } = entry;
        one(
            *thread,
            which == Which::All && *thread == current,
            name,
            out,
        );
    }
}

fn one(thread: *mut Thread, is_current: bool, name: &str, out: Out<'_>) {
    out(if is_current {
        b"Current thread 0x"
    } else {
        b"Thread 0x"
    });
    // SAFETY: listed threads are alive.
    let ident = unsafe { (*thread).ident };
    hexadecimal(ident as u64, 16, out);
    let mut own = [0; 16];
    let name = if name.is_empty() && ident == super::main_ident() {
        crate::host::fault::process_name(&mut own)
    } else {
        name.as_bytes()
    };
    if !name.is_empty() {
        out(b" [");
        let end = name.len().min(MAX_TEXT);
        name[..end]
            .iter()
            .for_each(|byte| point(u32::from(*byte), out));
        out(b"]");
    }
    out(b" (most recent call first):\n");
    frames(thread, out);
}

fn frames(thread: *mut Thread, out: Out<'_>) {
    let mut count = 0;
    // SAFETY: the frames of a living thread are linked until null.
    unsafe {
        let mut next = first_complete((*thread).frame);
        if next.is_none() {
            return out(b"  <no Python frame>\n");
        }
        while let Some(frame) = next {
            if count >= MAX_FRAMES {
                return;
            }
            count += 1;
            write_frame(frame, out);
            next = first_complete((*frame).previous);
        }
    }
}

/// One line about a frame.
///
/// # Safety
/// The frame is live.
unsafe fn write_frame(frame: *const InterpreterFrame, out: Out<'_>) {
    // SAFETY: a live frame has code, whose instructions it points into.
    let (code, index) = unsafe {
        let code = &*(*frame).code;
        (code, InterpreterFrame::instruction_index(frame))
    };
    out(b"  File ");
    out(b"\"");
    text(code.filename.peek(), out);
    out(b"\", line ");
    let table = LineTable::new(&code.linetable, code.firstlineno);
    match table.line_of(index as u32 * 2) {
        Some(line) => decimal(line.max(0) as u64, 0, out),
        None => out(b"???"),
    }
    out(b" in ");
    text(code.name.peek(), out);
    out(b"\n");
}

/// ASCII as it is, everything else escaped; `???` for what is missing.
fn text(text: Option<&Str>, out: Out<'_>) {
    let Some(text) = text else {
        return out(b"???");
    };
    for index in 0..text.len().min(MAX_TEXT) {
        point(text.points().at(index), out);
    }
    if text.len() > MAX_TEXT {
        out(b"...");
    }
}

fn point(point: u32, out: Out<'_>) {
    match point {
        0x20..=0x7E => out(&[point as u8]),
        0..=0xFF => {
            out(b"\\x");
            hexadecimal(u64::from(point), 2, out);
        }
        0x100..=0xFFFF => {
            out(b"\\u");
            hexadecimal(u64::from(point), 4, out);
        }
        _ => {
            out(b"\\U");
            hexadecimal(u64::from(point), 8, out);
        }
    }
}

fn digits(mut value: u64, base: u64, width: usize, out: Out<'_>) {
    let mut buffer = [b'0'; 24];
    let mut at = buffer.len();
    while value > 0 || at == buffer.len() {
        at -= 1;
        buffer[at] = b"0123456789abcdef"[(value % base) as usize];
        value /= base;
    }
    out(&buffer[at.min(buffer.len() - width)..]);
}

/// Hexadecimal digits, at least `width` of them.
pub fn hexadecimal(value: u64, width: usize, out: Out<'_>) {
    digits(value, 16, width, out);
}

/// Decimal digits, at least `width` of them.
pub fn decimal(value: u64, width: usize, out: Out<'_>) {
    digits(value, 10, width, out);
}
