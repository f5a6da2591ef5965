//! Generators, coroutines and async generators: creation, resuming, closing.

use crate::types::generator::{Generator, State};

/// A dying generator drops its frame.
pub(crate) fn drop_frame(generator: &Generator) {
    if generator.state.get() < State::Executing {
        // SAFETY: a suspended generator's frame is complete.
        unsafe { crate::interp::frame::drop_contents(generator.frame()) };
        generator.state.set(State::Cleared);
    }
}
