//! Native modules and the embedded pure-Python library.
#![forbid(unsafe_code)]
