//! Native modules and the embedded pure-Python library.
#![forbid(unsafe_code)]

pub mod binascii;
pub mod bisect;
pub mod codecs;
pub mod heapq;
pub mod math;
pub mod random;
pub mod statistics;
pub mod string_helper;
pub mod structs;
pub mod value;
