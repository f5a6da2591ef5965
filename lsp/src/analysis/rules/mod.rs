//! Rules of our own, where the checker has none or tells them too quietly: one file each.

mod abstract_instantiation;
pub mod method_override;
pub mod self_attribute;
pub mod waved_through;

use serpentarium_checker::Problem;

use crate::analysis::Context;
use crate::analysis::problems::UNUSED_IMPORT;

/// The names of all rules that the checker does not know.
pub const OWN: &[&str] = &[UNUSED_IMPORT, abstract_instantiation::NAME];

/// What the rules of our own find in a text.
pub fn problems(context: &Context) -> Vec<Problem> {
    abstract_instantiation::problems(context)
}
