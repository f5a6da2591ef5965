//! What Python makes of a class statement, worked out without running it: where the instances'
//! bytes are, what is abstract, what decorators generate, what answers an attribute lookup.

pub mod abstracts;
pub mod attribute;
pub mod creation;
pub mod dataclass;
pub mod enums;
pub mod layout;
pub mod lookup;
pub mod protocol;
pub mod typed_dict;
