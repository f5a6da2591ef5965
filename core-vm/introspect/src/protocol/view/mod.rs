//! Plain pictures of what is in the machine: one file per subject.

mod class;
mod code;
mod exception;
mod frame;
mod generator;
mod heap;
mod signature;
mod source;
mod variable;

pub use class::{
    AttributeView, ClassRef, ClassView, DescriptorKind, DescriptorView, LayoutView, MemberView,
};
pub use code::{
    CodeSummary, CodeView, DisassemblyView, ExceptionEntryView, InstructionView, PositionView,
};
pub use exception::{ExceptionBreak, ExceptionView};
pub use frame::{FrameKind, FrameView, ScopeView, ThreadState, ThreadView};
pub use generator::{GeneratorKind, GeneratorState, GeneratorView, TaskState, TaskView};
pub use heap::{HeapView, ObjectView, TypeTotalView};
pub use signature::{ParameterKind, ParameterView, SignatureView};
pub use source::{ModuleView, SourceKind, SourceView};
pub use variable::{RefCount, VariableKind, VariableView};
