//! Native modules and the embedded pure-Python library.
#![forbid(unsafe_code)]

pub mod codecs;
pub mod math;
pub mod value;
