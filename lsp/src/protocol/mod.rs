//! Between the protocol's types and ours: positions, ranges, locations, our own requests.

pub mod convert;
pub mod extensions;
pub mod position;
