//! The classes: name, base, docstring, reported size. What a class does beyond
//! that is in the module of its topic, which `spec` of the class refers to.

use super::spec;
use crate::object::{Type, TypeSpec};

macro_rules! exceptions {
    ($($static:ident = $name:literal, $base:expr, $size:literal, $doc:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`")]
            pub static $static: Type = {
                static SPEC: TypeSpec = spec($name, $base, $doc, $size);
                Type::builtin(&SPEC)
            };
        )*

        /// Every exception class, bases before subclasses.
        pub static ALL: &[&Type] = &[$(&$static),*];
    };
}

exceptions! {
    BASE_EXCEPTION = "BaseException", &crate::types::object::OBJECT_TYPE, 72, "Common base class for all exceptions";
    BASE_EXCEPTION_GROUP = "BaseExceptionGroup", &BASE_EXCEPTION, 96, "A combination of multiple unrelated exceptions.";
    EXCEPTION_GROUP = "ExceptionGroup", &BASE_EXCEPTION_GROUP, 96, "";
    EXCEPTION = "Exception", &BASE_EXCEPTION, 72, "Common base class for all non-exit exceptions.";
    ARITHMETIC_ERROR = "ArithmeticError", &EXCEPTION, 72, "Base class for arithmetic errors.";
    FLOATING_POINT_ERROR = "FloatingPointError", &ARITHMETIC_ERROR, 72, "Floating-point operation failed.";
    OVERFLOW_ERROR = "OverflowError", &ARITHMETIC_ERROR, 72, "Result too large to be represented.";
    ZERO_DIVISION_ERROR = "ZeroDivisionError", &ARITHMETIC_ERROR, 72, "Second argument to a division or modulo operation was zero.";
    ASSERTION_ERROR = "AssertionError", &EXCEPTION, 72, "Assertion failed.";
    ATTRIBUTE_ERROR = "AttributeError", &EXCEPTION, 88, "Attribute not found.";
    BUFFER_ERROR = "BufferError", &EXCEPTION, 72, "Buffer error.";
    EOF_ERROR = "EOFError", &EXCEPTION, 72, "Read beyond end of file.";
    IMPORT_ERROR = "ImportError", &EXCEPTION, 104, "Import can't find module, or can't find name in module.";
    MODULE_NOT_FOUND_ERROR = "ModuleNotFoundError", &IMPORT_ERROR, 104, "Module not found.";
    LOOKUP_ERROR = "LookupError", &EXCEPTION, 72, "Base class for lookup errors.";
    INDEX_ERROR = "IndexError", &LOOKUP_ERROR, 72, "Sequence index out of range.";
    KEY_ERROR = "KeyError", &LOOKUP_ERROR, 72, "Mapping key not found.";
    MEMORY_ERROR = "MemoryError", &EXCEPTION, 72, "Out of memory.";
    NAME_ERROR = "NameError", &EXCEPTION, 80, "Name not found globally.";
    UNBOUND_LOCAL_ERROR = "UnboundLocalError", &NAME_ERROR, 80, "Local name referenced but not bound to a value.";
    OS_ERROR = "OSError", &EXCEPTION, 112, "Base class for I/O related errors.";
    BLOCKING_IO_ERROR = "BlockingIOError", &OS_ERROR, 112, "I/O operation would block.";
    CHILD_PROCESS_ERROR = "ChildProcessError", &OS_ERROR, 112, "Child process error.";
    CONNECTION_ERROR = "ConnectionError", &OS_ERROR, 112, "Connection error.";
    BROKEN_PIPE_ERROR = "BrokenPipeError", &CONNECTION_ERROR, 112, "Broken pipe.";
    CONNECTION_ABORTED_ERROR = "ConnectionAbortedError", &CONNECTION_ERROR, 112, "Connection aborted.";
    CONNECTION_REFUSED_ERROR = "ConnectionRefusedError", &CONNECTION_ERROR, 112, "Connection refused.";
    CONNECTION_RESET_ERROR = "ConnectionResetError", &CONNECTION_ERROR, 112, "Connection reset.";
    FILE_EXISTS_ERROR = "FileExistsError", &OS_ERROR, 112, "File already exists.";
    FILE_NOT_FOUND_ERROR = "FileNotFoundError", &OS_ERROR, 112, "File not found.";
    INTERRUPTED_ERROR = "InterruptedError", &OS_ERROR, 112, "Interrupted by signal.";
    IS_ADIRECTORY_ERROR = "IsADirectoryError", &OS_ERROR, 112, "Operation doesn't work on directories.";
    NOT_ADIRECTORY_ERROR = "NotADirectoryError", &OS_ERROR, 112, "Operation only works on directories.";
    PERMISSION_ERROR = "PermissionError", &OS_ERROR, 112, "Not enough permissions.";
    PROCESS_LOOKUP_ERROR = "ProcessLookupError", &OS_ERROR, 112, "Process not found.";
    TIMEOUT_ERROR = "TimeoutError", &OS_ERROR, 112, "Timeout expired.";
    REFERENCE_ERROR = "ReferenceError", &EXCEPTION, 72, "Weak ref proxy used after referent went away.";
    RUNTIME_ERROR = "RuntimeError", &EXCEPTION, 72, "Unspecified run-time error.";
    NOT_IMPLEMENTED_ERROR = "NotImplementedError", &RUNTIME_ERROR, 72, "Method or function hasn't been implemented yet.";
    PYTHON_FINALIZATION_ERROR = "PythonFinalizationError", &RUNTIME_ERROR, 72, "Operation blocked during Python finalization.";
    RECURSION_ERROR = "RecursionError", &RUNTIME_ERROR, 72, "Recursion limit exceeded.";
    STOP_ASYNC_ITERATION = "StopAsyncIteration", &EXCEPTION, 72, "Signal the end from iterator.__anext__().";
    STOP_ITERATION = "StopIteration", &EXCEPTION, 80, "Signal the end from iterator.__next__().";
    SYNTAX_ERROR = "SyntaxError", &EXCEPTION, 144, "Invalid syntax.";
    INDENTATION_ERROR = "IndentationError", &SYNTAX_ERROR, 144, "Improper indentation.";
    TAB_ERROR = "TabError", &INDENTATION_ERROR, 144, "Improper mixture of spaces and tabs.";
    _INCOMPLETE_INPUT_ERROR = "_IncompleteInputError", &SYNTAX_ERROR, 144, "incomplete input.";
    SYSTEM_ERROR = "SystemError", &EXCEPTION, 72, "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.";
    TYPE_ERROR = "TypeError", &EXCEPTION, 72, "Inappropriate argument type.";
    VALUE_ERROR = "ValueError", &EXCEPTION, 72, "Inappropriate argument value (of correct type).";
    UNICODE_ERROR = "UnicodeError", &VALUE_ERROR, 72, "Unicode related error.";
    UNICODE_DECODE_ERROR = "UnicodeDecodeError", &UNICODE_ERROR, 112, "Unicode decoding error.";
    UNICODE_ENCODE_ERROR = "UnicodeEncodeError", &UNICODE_ERROR, 112, "Unicode encoding error.";
    UNICODE_TRANSLATE_ERROR = "UnicodeTranslateError", &UNICODE_ERROR, 112, "Unicode translation error.";
    WARNING = "Warning", &EXCEPTION, 72, "Base class for warning categories.";
    BYTES_WARNING = "BytesWarning", &WARNING, 72, "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.";
    DEPRECATION_WARNING = "DeprecationWarning", &WARNING, 72, "Base class for warnings about deprecated features.";
    ENCODING_WARNING = "EncodingWarning", &WARNING, 72, "Base class for warnings about encodings.";
    FUTURE_WARNING = "FutureWarning", &WARNING, 72, "Base class for warnings about constructs that will change semantically\nin the future.";
    IMPORT_WARNING = "ImportWarning", &WARNING, 72, "Base class for warnings about probable mistakes in module imports";
    PENDING_DEPRECATION_WARNING = "PendingDeprecationWarning", &WARNING, 72, "Base class for warnings about features which will be deprecated\nin the future.";
    RESOURCE_WARNING = "ResourceWarning", &WARNING, 72, "Base class for warnings about resource usage.";
    RUNTIME_WARNING = "RuntimeWarning", &WARNING, 72, "Base class for warnings about dubious runtime behavior.";
    SYNTAX_WARNING = "SyntaxWarning", &WARNING, 72, "Base class for warnings about dubious syntax.";
    UNICODE_WARNING = "UnicodeWarning", &WARNING, 72, "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.";
    USER_WARNING = "UserWarning", &WARNING, 72, "Base class for warnings generated by user code.";
    GENERATOR_EXIT = "GeneratorExit", &BASE_EXCEPTION, 72, "Request that a generator exit.";
    KEYBOARD_INTERRUPT = "KeyboardInterrupt", &BASE_EXCEPTION, 72, "Program interrupted by user.";
    SYSTEM_EXIT = "SystemExit", &BASE_EXCEPTION, 80, "Request to exit from the interpreter.";
}
