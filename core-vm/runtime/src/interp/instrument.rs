//! Instrumentation: opcodes rewritten in place (PEP 669).

/// What instrumentation replaced in a code object.
#[derive(Default)]
pub struct CodeMonitoring {}
