//! The format specification mini-language, and numbers as text.
//!
//! [`spec`] reads `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`;
//! the other modules apply it to one kind of value each.

pub mod complex;
pub mod double;
pub mod float;
pub mod int;
pub mod number;
pub mod percent;
pub mod spec;
pub mod text;

pub use double::{DoubleStyle, double_to_string};
pub use spec::{Align, Spec};
