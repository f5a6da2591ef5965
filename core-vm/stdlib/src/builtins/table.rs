//! The table of the built-in functions: names, signatures and docstrings as CPython publishes them.

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

use super::attributes::*;
use super::class::build_class;
use super::import::import;
use super::iteration::*;
use super::minmax::{max, min};
use super::numbers::*;
use super::run_code::*;
use super::text::*;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "__build_class__",
        "",
        "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nInternal helper function used by the class statement.",
        NativeFn::Raw(build_class),
    ),
    NativeDef::new(
        "__import__",
        "($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)",
        "Import a module.\n\nBecause this function is meant for use by the Python\ninterpreter and not for general use, it is better to use\nimportlib.import_module() to programmatically import a module.\n\nThe globals argument is only used to determine the context;\nthey are not modified.  The locals argument is unused.  The fromlist\nshould be a list of names to emulate ``from name import ...``, or an\nempty list to emulate ``import name``.\nWhen importing a module from a package, note that __import__('A.B', ...)\nreturns package A when fromlist is empty, but its submodule B when\nfromlist is not empty.  The level argument is used to determine whether\nto perform absolute or relative imports: 0 is absolute, while a positive\nnumber is the number of parent directories to search relative to the\ncurrent module.",
        NativeFn::Bound(import),
    ),
    NativeDef::new(
        "abs",
        "($module, x, /)",
        "Return the absolute value of the argument.",
        NativeFn::One(abs),
    ),
    NativeDef::new(
        "all",
        "($module, iterable, /)",
        "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True.",
        NativeFn::One(all),
    ),
    NativeDef::new(
        "any",
        "($module, iterable, /)",
        "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False.",
        NativeFn::One(any),
    ),
    NativeDef::new(
        "ascii",
        "($module, obj, /)",
        "Return an ASCII-only representation of an object.\n\nAs repr(), return a string containing a printable representation of an\nobject, but escape the non-ASCII characters in the string returned by\nrepr() using \\\\x, \\\\u or \\\\U escapes. This generates a string similar\nto that returned by repr() in Python 2.",
        NativeFn::One(ascii),
    ),
    NativeDef::new(
        "bin",
        "($module, number, /)",
        "Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   '0b1010101010101010101010'",
        NativeFn::One(bin),
    ),
    NativeDef::new(
        "breakpoint",
        "($module, /, *args, **kws)",
        "Call sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept\nwhatever arguments are passed.\n\nBy default, this drops you into the pdb debugger.",
        NativeFn::Raw(breakpoint),
    ),
    NativeDef::new(
        "callable",
        "($module, obj, /)",
        "Return whether the object is callable (i.e., some kind of function).\n\nNote that classes are callable, as are instances of classes with a\n__call__() method.",
        NativeFn::One(callable),
    ),
    NativeDef::new(
        "chr",
        "($module, i, /)",
        "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.",
        NativeFn::One(chr),
    ),
    NativeDef::new(
        "compile",
        "($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)",
        "Compile source into a code object that can be executed by exec() or eval().\n\nThe source code may represent a Python module, statement or\nexpression.\nThe filename will be used for run-time error messages.\nThe mode must be 'exec' to compile a module, 'single' to compile a\nsingle (interactive) statement, or 'eval' to compile an expression.\nThe flags argument, if present, controls which future statements\ninfluence the compilation of the code.\nThe dont_inherit argument, if true, stops the compilation inheriting\nthe effects of any future statements in effect in the code calling\ncompile; if absent or false these statements do influence the\ncompilation, in addition to any features explicitly specified.",
        NativeFn::Bound(compile),
    ),
    NativeDef::new(
        "delattr",
        "($module, obj, name, /)",
        "Deletes the named attribute from the given object.\n\ndelattr(x, 'y') is equivalent to ``del x.y``",
        NativeFn::Bound(delattr),
    ),
    NativeDef::new(
        "dir",
        "",
        "dir([object]) -> list of strings\n\nIf called without an argument, return the names in the current scope.\nElse, return an alphabetized list of names comprising (some of) the\nattributes of the given object, and of attributes reachable from it.\nIf the object supplies a method named __dir__, it will be used;\notherwise the default dir() logic is used and returns:\n  for a module object: the module's attributes.\n  for a class object:  its attributes, and recursively the attributes\n    of its bases.\n  for any other object: its attributes, its class's attributes, and\n    recursively the attributes of its class's base classes.",
        NativeFn::Raw(dir),
    ),
    NativeDef::new(
        "divmod",
        "($module, x, y, /)",
        "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.",
        NativeFn::Bound(divmod),
    ),
    NativeDef::new(
        "eval",
        "($module, source, /, globals=None, locals=None)",
        "Evaluate the given source in the context of globals and locals.\n\nThe source may be a string representing a Python expression\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it.",
        NativeFn::Bound(eval),
    ),
    NativeDef::new(
        "exec",
        "($module, source, /, globals=None, locals=None, *, closure=None)",
        "Execute the given source in the context of globals and locals.\n\nThe source may be a string representing one or more Python statements\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it.\nThe closure must be a tuple of cellvars, and can only be used\nwhen source is a code object requiring exactly that many cellvars.",
        NativeFn::Bound(exec),
    ),
    NativeDef::new(
        "format",
        "($module, value, format_spec='', /)",
        "Return type(value).__format__(value, format_spec)\n\nMany built-in types implement format_spec according to the\nFormat Specification Mini-language. See help('FORMATTING').\n\nIf type(value) does not supply a method named __format__\nand format_spec is empty, then str(value) is returned.\nSee also help('SPECIALMETHODS').",
        NativeFn::Bound(format),
    ),
    NativeDef::new(
        "getattr",
        "",
        "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object.\n\ngetattr(x, 'y') is equivalent to x.y.\nWhen a default argument is given, it is returned when the attribute\ndoesn't exist; without it, an exception is raised in that case.",
        NativeFn::Raw(getattr),
    ),
    NativeDef::new(
        "globals",
        "($module, /)",
        "Return the dictionary containing the current scope's global variables.\n\nNOTE: Updates to this dictionary *will* affect name lookups in the\ncurrent global scope and vice-versa.",
        NativeFn::NoArgs(globals),
    ),
    NativeDef::new(
        "hasattr",
        "($module, obj, name, /)",
        "Return whether the object has an attribute with the given name.\n\nThis is done by calling getattr(obj, name) and catching AttributeError.",
        NativeFn::Bound(hasattr),
    ),
    NativeDef::new(
        "hash",
        "($module, obj, /)",
        "Return the integer hash value for the given object.\n\nTwo objects that compare equal must also have the same hash value, but\nthe reverse is not necessarily true.  Hash values may differ between\nPython processes.  Not all objects are hashable; calling hash() on an\nunhashable object raises TypeError.",
        NativeFn::One(hash),
    ),
    NativeDef::new(
        "hex",
        "($module, number, /)",
        "Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'",
        NativeFn::One(hex),
    ),
    NativeDef::new(
        "id",
        "($module, obj, /)",
        "Return the identity of an object.\n\nThis is guaranteed to be unique among simultaneously existing objects.\n(CPython uses the object's memory address.)",
        NativeFn::One(id),
    ),
    NativeDef::new(
        "input",
        "($module, prompt='', /)",
        "Read a string from standard input.  The trailing newline is stripped.\n\nThe prompt string, if given, is printed to standard output without a\ntrailing newline before reading input.\n\nIf the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise\nEOFError.\nOn *nix systems, readline is used if available.",
        NativeFn::Bound(input),
    ),
    NativeDef::new(
        "isinstance",
        "($module, obj, class_or_tuple, /)",
        "Return whether an object is an instance of a class or of a subclass thereof.\n\nA tuple, as in ``isinstance(x, (A, B, ...))``, may be given as the\ntarget to check against.  This is equivalent to ``isinstance(x, A) or\nisinstance(x, B) or ...`` etc.",
        NativeFn::Bound(isinstance),
    ),
    NativeDef::new(
        "issubclass",
        "($module, cls, class_or_tuple, /)",
        "Return whether 'cls' is derived from another class or is the same class.\n\nA tuple, as in ``issubclass(x, (A, B, ...))``, may be given as the\ntarget to check against.  This is equivalent to ``issubclass(x, A) or\nissubclass(x, B) or ...``.",
        NativeFn::Bound(issubclass),
    ),
    NativeDef::new(
        "iter",
        "",
        "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nGet an iterator from an object.  In the first form, the argument must\nsupply its own iterator, or be a sequence.\nIn the second form, the callable is called until it returns the\nsentinel.",
        NativeFn::Raw(iter),
    ),
    NativeDef::new(
        "aiter",
        "($module, async_iterable, /)",
        "Return an AsyncIterator for an AsyncIterable object.",
        NativeFn::One(aiter),
    ),
    NativeDef::new(
        "len",
        "($module, obj, /)",
        "Return the number of items in a container.",
        NativeFn::One(len),
    ),
    NativeDef::new(
        "locals",
        "($module, /)",
        "Return a dictionary containing the current scope's local variables.\n\nNOTE: Whether or not updates to this dictionary will affect name\nlookups in the local scope and vice-versa is *implementation\ndependent* and not covered by any backwards compatibility\nguarantees.",
        NativeFn::NoArgs(locals),
    ),
    NativeDef::new(
        "max",
        "",
        "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its biggest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the largest argument.",
        NativeFn::Raw(max),
    ),
    NativeDef::new(
        "min",
        "",
        "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nWith a single iterable argument, return its smallest item. The\ndefault keyword-only argument specifies an object to return if\nthe provided iterable is empty.\nWith two or more positional arguments, return the smallest argument.",
        NativeFn::Raw(min),
    ),
    NativeDef::new(
        "next",
        "",
        "next(iterator[, default])\n\nReturn the next item from the iterator.  If default is given and the\niterator is exhausted, it is returned instead of raising StopIteration.",
        NativeFn::Raw(next),
    ),
    NativeDef::new(
        "anext",
        "($module, aiterator, default=<unrepresentable>, /)",
        "Return the next item from the async iterator.\n\nIf default is given and the async iterator is exhausted,\nit is returned instead of raising StopAsyncIteration.",
        NativeFn::Bound(anext),
    ),
    NativeDef::new(
        "oct",
        "($module, number, /)",
        "Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'",
        NativeFn::One(oct),
    ),
    NativeDef::new(
        "ord",
        "($module, character, /)",
        "Return the ordinal value of a character.\n\nIf the argument is a one-character string, return the Unicode code\npoint of that character.\n\nIf the argument is a bytes or bytearray object of length 1, return its\nsingle byte value.",
        NativeFn::One(ord),
    ),
    NativeDef::new(
        "pow",
        "($module, /, base, exp, mod=None)",
        "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments\n\nSome types, such as ints, are able to use a more efficient algorithm\nwhen invoked using the three argument form.",
        NativeFn::Bound(pow),
    ),
    NativeDef::new(
        "print",
        "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)",
        "Prints the values to a stream, or to sys.stdout by default.\n\n  sep\n    string inserted between values, default a space.\n  end\n    string appended after the last value, default a newline.\n  file\n    a file-like object (stream); defaults to the current sys.stdout.\n  flush\n    whether to forcibly flush the stream.",
        NativeFn::Raw(print),
    ),
    NativeDef::new(
        "repr",
        "($module, obj, /)",
        "Return the canonical string representation of the object.\n\nFor many object types, including most builtins, eval(repr(obj)) == obj.",
        NativeFn::One(repr),
    ),
    NativeDef::new(
        "round",
        "($module, /, number, ndigits=None)",
        "Round a number to a given precision in decimal digits.\n\nThe return value is an integer if ndigits is omitted or None.\nOtherwise the return value has the same type as the number.  ndigits\nmay be negative.",
        NativeFn::Bound(round),
    ),
    NativeDef::new(
        "setattr",
        "($module, obj, name, value, /)",
        "Sets the named attribute on the given object to the specified value.\n\nsetattr(x, 'y', v) is equivalent to ``x.y = v``",
        NativeFn::Bound(setattr),
    ),
    NativeDef::new(
        "sorted",
        "($module, iterable, /, *, key=None, reverse=False)",
        "Return a new list containing all items from the iterable in ascending order.\n\nA custom key function can be supplied to customize the sort order, and the\nreverse flag can be set to request the result in descending order.",
        NativeFn::Raw(sorted),
    ),
    NativeDef::new(
        "sum",
        "($module, iterable, /, start=0)",
        "Return the sum of a 'start' value (default: 0) plus an iterable of numbers\n\nWhen the iterable is empty, return the start value.\nThis function is intended specifically for use with numeric values and\nmay reject non-numeric types.",
        NativeFn::Bound(sum),
    ),
    NativeDef::new(
        "vars",
        "",
        "vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\nWith an argument, equivalent to object.__dict__.",
        NativeFn::Raw(vars),
    ),
];
