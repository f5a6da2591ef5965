//! Building a string piece by piece, widening as needed.

use crate::object::Ref;
use crate::types::str::{Points, Str};

/// A string being built.
pub struct StrWriter {
    data: Data,
}

enum Data {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Default for StrWriter {
    fn default() -> Self {
        Self::new()
    }
}

impl StrWriter {
    pub fn new() -> StrWriter {
        StrWriter {
            data: Data::One(Vec::new()),
        }
    }

    pub fn with_capacity(capacity: usize) -> StrWriter {
        StrWriter {
            data: Data::One(Vec::with_capacity(capacity)),
        }
    }

    pub fn len(&self) -> usize {
        match &self.data {
            Data::One(data) => data.len(),
            Data::Two(data) => data.len(),
            Data::Four(data) => data.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn width(&self) -> usize {
        match &self.data {
            Data::One(_) => 1,
            Data::Two(_) => 2,
            Data::Four(_) => 4,
        }
    }

    fn widen(&mut self, width: usize) {
        self.data = match (
            std::mem::replace(&mut self.data, Data::One(Vec::new())),
            width,
        ) {
            (Data::One(data), 2) => Data::Two(data.into_iter().map(u16::from).collect()),
            (Data::One(data), 4) => Data::Four(data.into_iter().map(u32::from).collect()),
            (Data::Two(data), 4) => Data::Four(data.into_iter().map(u32::from).collect()),
            (data, _) => data,
        };
    }

    /// Appends one code point.
    #[inline]
    pub fn push(&mut self, point: u32) {
        match &mut self.data {
            Data::One(data) if point <= 0xFF => data.push(point as u8),
            Data::Two(data) if point <= 0xFFFF => data.push(point as u16),
            Data::Four(data) => data.push(point),
            _ => {
                self.widen(if point <= 0xFFFF { 2 } else { 4 });
                self.push(point);
            }
        }
    }

    /// Appends UTF-8 text.
    pub fn push_text(&mut self, text: &str) {
        if let (Data::One(data), true) = (&mut self.data, text.is_ascii()) {
            data.extend_from_slice(text.as_bytes());
            return;
        }
        text.chars().for_each(|c| self.push(u32::from(c)));
    }

    /// Appends a string.
    pub fn push_str(&mut self, string: &Str) {
        self.push_points(string.points());
    }

    /// Appends a part of a string.
    pub fn push_range(&mut self, string: &Str, range: std::ops::Range<usize>) {
        self.push_points(string.points().slice(range));
    }

    /// Appends code points.
    pub fn push_points(&mut self, points: Points<'_>) {
        if points.width() > self.width() {
            self.widen(points.width());
        }
        match (&mut self.data, points) {
            (Data::One(data), Points::One(more)) => data.extend_from_slice(more),
            (Data::Two(data), Points::One(more)) => data.extend(more.iter().map(|p| u16::from(*p))),
            (Data::Two(data), Points::Two(more)) => data.extend_from_slice(more),
            (Data::Four(data), Points::One(more)) => {
                data.extend(more.iter().map(|p| u32::from(*p)));
            }
            (Data::Four(data), Points::Two(more)) => {
                data.extend(more.iter().map(|p| u32::from(*p)));
            }
            (Data::Four(data), Points::Four(more)) => data.extend_from_slice(more),
            // `widen` has made the storage at least as wide as the points.
            _ => (0..points.len()).for_each(|index| self.push(points.at(index))),
        }
    }

    /// Appends `count` times the same code point.
    pub fn fill(&mut self, point: u32, count: usize) {
        if let (Data::One(data), 0..=0xFF) = (&mut self.data, point) {
            data.resize(data.len() + count, point as u8);
            return;
        }
        (0..count).for_each(|_| self.push(point));
    }

    /// The string.
    pub fn finish(self) -> Ref<Str> {
        match &self.data {
            Data::One(data) => Str::from_any(Points::One(data)),
            Data::Two(data) => Str::from_any(Points::Two(data)),
            Data::Four(data) => Str::from_any(Points::Four(data)),
        }
    }
}

impl std::fmt::Write for StrWriter {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.push_text(text);
        Ok(())
    }
}
