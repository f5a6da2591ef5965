//! The classes: name, base, reported size, what the class adds ([`Part`]), docstring.
//! What a class does beyond the base is in the module of its topic.

use super::{
    Part, attribute_error, base, group, import_error, os_error, simple, spec, syntax_error,
    unicode_error,
};
use crate::object::{Type, TypeSpec};

macro_rules! exceptions {
    ($($static:ident = $name:literal, $base:expr, $size:literal, $part:expr, $doc:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub static $static: Type = {
                static SPEC: TypeSpec = spec($name, $base, $doc, $size, $part);
                Type::builtin(&SPEC)
            };
        )*

        /// Every exception class, bases before subclasses.
        pub static ALL: &[&Type] = &[$(&$static),*];
    };
}

/// A class that has its own `__new__`, as most built-in exceptions do.
const SIMPLE: Part = simple::SIMPLE;
/// A class that inherits everything.
const BARE: Part = Part::NONE;

exceptions! {
    BASE_EXCEPTION = "BaseException", &crate::types::object::OBJECT_TYPE, 72, base::BASE_EXCEPTION, "Common base class for all exceptions";
    BASE_EXCEPTION_GROUP = "BaseExceptionGroup", &BASE_EXCEPTION, 96, group::BASE_EXCEPTION_GROUP_PART, "A combination of multiple unrelated exceptions.";
    EXCEPTION_GROUP = "ExceptionGroup", &BASE_EXCEPTION_GROUP, 96, group::EXCEPTION_GROUP_PART, "";
    EXCEPTION = "Exception", &BASE_EXCEPTION, 72, SIMPLE, "Common base class for all non-exit exceptions.";
    ARITHMETIC_ERROR = "ArithmeticError", &EXCEPTION, 72, SIMPLE, "Base class for arithmetic errors.";
    FLOATING_POINT_ERROR = "FloatingPointError", &ARITHMETIC_ERROR, 72, SIMPLE, "Floating-point operation failed.";
    OVERFLOW_ERROR = "OverflowError", &ARITHMETIC_ERROR, 72, SIMPLE, "Result too large to be represented.";
    ZERO_DIVISION_ERROR = "ZeroDivisionError", &ARITHMETIC_ERROR, 72, SIMPLE, "Second argument to a division or modulo operation was zero.";
    ASSERTION_ERROR = "AssertionError", &EXCEPTION, 72, SIMPLE, "Assertion failed.";
    ATTRIBUTE_ERROR = "AttributeError", &EXCEPTION, 88, attribute_error::ATTRIBUTE_ERROR, "Attribute not found.";
    BUFFER_ERROR = "BufferError", &EXCEPTION, 72, SIMPLE, "Buffer error.";
    EOF_ERROR = "EOFError", &EXCEPTION, 72, SIMPLE, "Read beyond end of file.";
    IMPORT_ERROR = "ImportError", &EXCEPTION, 104, import_error::IMPORT_ERROR, "Import can't find module, or can't find name in module.";
    MODULE_NOT_FOUND_ERROR = "ModuleNotFoundError", &IMPORT_ERROR, 104, BARE, "Module not found.";
    LOOKUP_ERROR = "LookupError", &EXCEPTION, 72, SIMPLE, "Base class for lookup errors.";
    INDEX_ERROR = "IndexError", &LOOKUP_ERROR, 72, SIMPLE, "Sequence index out of range.";
    KEY_ERROR = "KeyError", &LOOKUP_ERROR, 72, simple::KEY_ERROR, "Mapping key not found.";
    MEMORY_ERROR = "MemoryError", &EXCEPTION, 72, SIMPLE, "Out of memory.";
    NAME_ERROR = "NameError", &EXCEPTION, 80, attribute_error::NAME_ERROR, "Name not found globally.";
    UNBOUND_LOCAL_ERROR = "UnboundLocalError", &NAME_ERROR, 80, BARE, "Local name referenced but not bound to a value.";
    OS_ERROR = "OSError", &EXCEPTION, 112, os_error::OS_ERROR, "Base class for I/O related errors.";
    BLOCKING_IO_ERROR = "BlockingIOError", &OS_ERROR, 112, BARE, "I/O operation would block.";
    CHILD_PROCESS_ERROR = "ChildProcessError", &OS_ERROR, 112, BARE, "Child process error.";
    CONNECTION_ERROR = "ConnectionError", &OS_ERROR, 112, BARE, "Connection error.";
    BROKEN_PIPE_ERROR = "BrokenPipeError", &CONNECTION_ERROR, 112, BARE, "Broken pipe.";
    CONNECTION_ABORTED_ERROR = "ConnectionAbortedError", &CONNECTION_ERROR, 112, BARE, "Connection aborted.";
    CONNECTION_REFUSED_ERROR = "ConnectionRefusedError", &CONNECTION_ERROR, 112, BARE, "Connection refused.";
    CONNECTION_RESET_ERROR = "ConnectionResetError", &CONNECTION_ERROR, 112, BARE, "Connection reset.";
    FILE_EXISTS_ERROR = "FileExistsError", &OS_ERROR, 112, BARE, "File already exists.";
    FILE_NOT_FOUND_ERROR = "FileNotFoundError", &OS_ERROR, 112, BARE, "File not found.";
    INTERRUPTED_ERROR = "InterruptedError", &OS_ERROR, 112, BARE, "Interrupted by signal.";
    IS_ADIRECTORY_ERROR = "IsADirectoryError", &OS_ERROR, 112, BARE, "Operation doesn't work on directories.";
    NOT_ADIRECTORY_ERROR = "NotADirectoryError", &OS_ERROR, 112, BARE, "Operation only works on directories.";
    PERMISSION_ERROR = "PermissionError", &OS_ERROR, 112, BARE, "Not enough permissions.";
    PROCESS_LOOKUP_ERROR = "ProcessLookupError", &OS_ERROR, 112, BARE, "Process not found.";
    TIMEOUT_ERROR = "TimeoutError", &OS_ERROR, 112, BARE, "Timeout expired.";
    REFERENCE_ERROR = "ReferenceError", &EXCEPTION, 72, SIMPLE, "Weak ref proxy used after referent went away.";
    RUNTIME_ERROR = "RuntimeError", &EXCEPTION, 72, SIMPLE, "Unspecified run-time error.";
    NOT_IMPLEMENTED_ERROR = "NotImplementedError", &RUNTIME_ERROR, 72, SIMPLE, "Method or function hasn't been implemented yet.";
    PYTHON_FINALIZATION_ERROR = "PythonFinalizationError", &RUNTIME_ERROR, 72, SIMPLE, "Operation blocked during Python finalization.";
    RECURSION_ERROR = "RecursionError", &RUNTIME_ERROR, 72, SIMPLE, "Recursion limit exceeded.";
    STOP_ASYNC_ITERATION = "StopAsyncIteration", &EXCEPTION, 72, SIMPLE, "Signal the end from iterator.__anext__().";
    STOP_ITERATION = "StopIteration", &EXCEPTION, 80, simple::STOP_ITERATION, "Signal the end from iterator.__next__().";
    SYNTAX_ERROR = "SyntaxError", &EXCEPTION, 144, syntax_error::SYNTAX_ERROR, "Invalid syntax.";
    INDENTATION_ERROR = "IndentationError", &SYNTAX_ERROR, 144, BARE, "Improper indentation.";
    TAB_ERROR = "TabError", &INDENTATION_ERROR, 144, BARE, "Improper mixture of spaces and tabs.";
    _INCOMPLETE_INPUT_ERROR = "_IncompleteInputError", &SYNTAX_ERROR, 144, BARE, "incomplete input.";
    SYSTEM_ERROR = "SystemError", &EXCEPTION, 72, SIMPLE, "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.";
    TYPE_ERROR = "TypeError", &EXCEPTION, 72, SIMPLE, "Inappropriate argument type.";
    VALUE_ERROR = "ValueError", &EXCEPTION, 72, SIMPLE, "Inappropriate argument value (of correct type).";
    UNICODE_ERROR = "UnicodeError", &VALUE_ERROR, 72, SIMPLE, "Unicode related error.";
    UNICODE_DECODE_ERROR = "UnicodeDecodeError", &UNICODE_ERROR, 112, unicode_error::DECODE, "Unicode decoding error.";
    UNICODE_ENCODE_ERROR = "UnicodeEncodeError", &UNICODE_ERROR, 112, unicode_error::ENCODE, "Unicode encoding error.";
    UNICODE_TRANSLATE_ERROR = "UnicodeTranslateError", &UNICODE_ERROR, 112, unicode_error::TRANSLATE, "Unicode translation error.";
    WARNING = "Warning", &EXCEPTION, 72, SIMPLE, "Base class for warning categories.";
    BYTES_WARNING = "BytesWarning", &WARNING, 72, SIMPLE, "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.";
    DEPRECATION_WARNING = "DeprecationWarning", &WARNING, 72, SIMPLE, "Base class for warnings about deprecated features.";
    ENCODING_WARNING = "EncodingWarning", &WARNING, 72, SIMPLE, "Base class for warnings about encodings.";
    FUTURE_WARNING = "FutureWarning", &WARNING, 72, SIMPLE, "Base class for warnings about constructs that will change semantically\nin the future.";
    IMPORT_WARNING = "ImportWarning", &WARNING, 72, SIMPLE, "Base class for warnings about probable mistakes in module imports";
    PENDING_DEPRECATION_WARNING = "PendingDeprecationWarning", &WARNING, 72, SIMPLE, "Base class for warnings about features which will be deprecated\nin the future.";
    RESOURCE_WARNING = "ResourceWarning", &WARNING, 72, SIMPLE, "Base class for warnings about resource usage.";
    RUNTIME_WARNING = "RuntimeWarning", &WARNING, 72, SIMPLE, "Base class for warnings about dubious runtime behavior.";
    SYNTAX_WARNING = "SyntaxWarning", &WARNING, 72, SIMPLE, "Base class for warnings about dubious syntax.";
    UNICODE_WARNING = "UnicodeWarning", &WARNING, 72, SIMPLE, "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.";
    USER_WARNING = "UserWarning", &WARNING, 72, SIMPLE, "Base class for warnings generated by user code.";
    GENERATOR_EXIT = "GeneratorExit", &BASE_EXCEPTION, 72, SIMPLE, "Request that a generator exit.";
    KEYBOARD_INTERRUPT = "KeyboardInterrupt", &BASE_EXCEPTION, 72, SIMPLE, "Program interrupted by user.";
    SYSTEM_EXIT = "SystemExit", &BASE_EXCEPTION, 80, simple::SYSTEM_EXIT, "Request to exit from the interpreter.";
}
