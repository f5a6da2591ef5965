//! The numbers a client expands variables by.
//!
//! A number stands for a [`Place`], that is for a frame's scope and the way down from
//! it. The same place gets the same number at every stop, so that what a person has
//! expanded stays expanded after a step.

use std::collections::HashMap;

use serpentarium_introspect::protocol::{CodeId, FrameId, Place};

/// Above this many entries, those not used since the last stop are dropped.
const KEEP: usize = 50_000;

struct Entry {
    place: Place,
    frame: Option<FrameId>,
    last_use: u64,
}

/// The variables references of a session.
#[derive(Default)]
pub struct Handles {
    numbers: HashMap<Place, u64>,
    entries: HashMap<u64, Entry>,
    last_number: u64,
    stops: u64,
}

impl Handles {
    /// The number of a place, whose expressions are evaluated in `frame`.
    pub fn number(&mut self, place: Place, frame: Option<FrameId>) -> u64 {
        let stops = self.stops;
        if let Some(&number) = self.numbers.get(&place) {
            self.entries
                .get_mut(&number)
                .expect("both maps hold the same numbers")
                .last_use = stops;
            return number;
        }
        self.last_number += 1;
        let number = self.last_number;
        self.numbers.insert(place.clone(), number);
        self.entries.insert(
            number,
            Entry {
                place,
                frame,
                last_use: stops,
            },
        );
        number
    }

    /// The place of a number and the frame it belongs to.
    pub fn place(&mut self, number: u64) -> Option<(Place, Option<FrameId>)> {
        let entry = self.entries.get_mut(&number)?;
        entry.last_use = self.stops;
        Some((entry.place.clone(), entry.frame))
    }

    /// Notes a stop.
    pub fn stopped(&mut self) {
        if self.entries.len() > KEEP {
            let stops = self.stops;
            self.entries.retain(|_, entry| entry.last_use >= stops);
            self.numbers
                .retain(|_, number| self.entries.contains_key(number));
        }
        self.stops += 1;
    }
}

/// The number of bits of an instruction address that hold its offset.
const OFFSET_BITS: u32 = 24;

/// The address of an instruction: code objects are laid out one after the other, each in
/// its own 16 MiB, because clients compare addresses as numbers.
pub fn address(code: CodeId, offset: i64) -> i64 {
    ((code.0 as i64) << OFFSET_BITS) + offset
}

/// An address as clients get it.
pub fn reference(code: CodeId, offset: i64) -> String {
    format!("{:#x}", address(code, offset))
}

/// The code object and byte offset of a reference plus an offset; `None` if the reference
/// is not one of ours. The offset may lie outside of the code.
pub fn parse_reference(reference: &str, offset: i64) -> Option<(CodeId, i64)> {
    let digits = reference
        .strip_prefix("0x")
        .or_else(|| reference.strip_prefix("0X"))?;
    let base = i64::from_str_radix(digits, 16).ok()?;
    let code = base >> OFFSET_BITS;
    let within = base & ((1 << OFFSET_BITS) - 1);
    Some((
        CodeId(u64::try_from(code).ok()?),
        within.checked_add(offset)?,
    ))
}

#[cfg(test)]
mod tests {
    use serpentarium_introspect::protocol::{ScopeKind, Step};

    use super::*;

    fn locals(frame: u64) -> Place {
        Place::scope(FrameId(frame), ScopeKind::Locals)
    }

    #[test]
    fn numbers_survive_a_stop() {
        let mut handles = Handles::default();
        let x = locals(1).child(Step::Name("x".into()));
        let first = handles.number(x.clone(), Some(FrameId(1)));
        let other = handles.number(locals(2).child(Step::Name("x".into())), None);
        assert_ne!(first, other);
        handles.stopped();
        assert_eq!(handles.number(x.clone(), Some(FrameId(1))), first);
        assert_eq!(handles.place(first), Some((x, Some(FrameId(1)))));
        assert_eq!(handles.place(0), None);
        assert_eq!(handles.place(99), None);
    }

    #[test]
    fn old_numbers_go_when_there_are_too_many() {
        let mut handles = Handles::default();
        let old = handles.number(locals(0), None);
        handles.stopped();
        for frame in 1..=KEEP as u64 {
            handles.number(locals(frame), None);
        }
        let recent = handles.number(locals(1), None);
        handles.stopped();
        assert_eq!(handles.place(old), None);
        assert!(handles.place(recent).is_some());
        assert_eq!(handles.numbers.len(), handles.entries.len());
        assert!(
            handles.number(locals(0), None) > recent,
            "a number is never given twice"
        );
    }

    #[test]
    fn references() {
        let text = reference(CodeId(0xffff_ffff), 18);
        assert_eq!(parse_reference(&text, 0), Some((CodeId(0xffff_ffff), 18)));
        assert_eq!(parse_reference(&text, -20), Some((CodeId(0xffff_ffff), -2)));
        for wrong in ["", "12", "0x", "0xg", "-0x1", "0xffffffffffffffffff"] {
            assert_eq!(parse_reference(wrong, 0), None, "{wrong}");
        }
    }
}
