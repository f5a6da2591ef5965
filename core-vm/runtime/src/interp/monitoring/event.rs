//! The events of `sys.monitoring`, by number. An event set has the bit of each.

macro_rules! events {
    ($($name:ident = $number:literal,)*) => {
        $(pub(crate) const $name: usize = $number;)*
        pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];
        pub(crate) const COUNT: usize = NAMES.len();
    };
}

events! {
    PY_START = 0,
    PY_RESUME = 1,
    PY_RETURN = 2,
    PY_YIELD = 3,
    CALL = 4,
    LINE = 5,
    INSTRUCTION = 6,
    JUMP = 7,
    BRANCH_LEFT = 8,
    BRANCH_RIGHT = 9,
    STOP_ITERATION = 10,
    RAISE = 11,
    EXCEPTION_HANDLED = 12,
    PY_UNWIND = 13,
    PY_THROW = 14,
    RERAISE = 15,
    C_RETURN = 16,
    C_RAISE = 17,
    BRANCH = 18,
}

/// The set of one event.
pub(crate) const fn bit(number: usize) -> u32 {
    1 << number
}

/// Events that instructions are rewritten for: they can be local to a code object.
pub(crate) const LOCAL: u32 = bit(RAISE) - 1;
/// Events about exceptions.
pub(crate) const EXCEPTIONS: u32 =
    bit(RAISE) | bit(EXCEPTION_HANDLED) | bit(PY_UNWIND) | bit(PY_THROW) | bit(RERAISE);
/// The ends of calls of native functions, which come with `CALL`.
pub(crate) const C_ENDS: u32 = bit(C_RETURN) | bit(C_RAISE);
/// Both sides of a branch.
pub(crate) const BRANCHES: u32 = bit(BRANCH_LEFT) | bit(BRANCH_RIGHT);
/// Every event there is.
pub(crate) const ALL: u32 = (1 << COUNT) - 1;
