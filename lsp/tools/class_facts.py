"""Records what CPython 3.14 makes of the classes and attribute lookups in src/analysis/tests/classes/*.py.

Run with the reference interpreter: python3.14 tools/class_facts.py
Beside each file a .txt is written: for each class statement of the module the facts that hovers tell, or the error that it
raises; for each expression statement `value.name` what the lookup finds. The size is left out where no instance can
be made without arguments.
"""
import abc
import ast
import ctypes
import dataclasses
import enum
import functools
import inspect
import pathlib
import sys
import types
import typing

HEAPTYPE = 1 << 9
CASES = pathlib.Path(__file__).parent.parent / "src/analysis/tests/classes"
AUTOMATIC = {
    "__module__", "__dict__", "__weakref__", "__doc__", "__firstlineno__", "__static_attributes__", "__qualname__", "__slots__",
    "__annotate_func__", "__annotations_cache__", "__annotations__", "__classdictcell__", "__orig_bases__", "__parameters__",
    "__type_params__", "__abstractmethods__", "_abc_impl", "__dataclass_fields__", "__dataclass_params__", "__match_args__",
    "__protocol_attrs__", "__non_callable_proto_members__", "_is_protocol", "_is_runtime_protocol", "__subclasshook__", "__hash__",
}
GENERATED = ["__init__", "__replace__", "__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__setattr__", "__delattr__",
             "__match_args__", "__getstate__", "__setstate__"]


def kind(value):
    if isinstance(value, types.MemberDescriptorType) and value.__objclass__.__flags__ & HEAPTYPE:
        return "slot"
    if isinstance(value, (types.MethodDescriptorType, types.WrapperDescriptorType, types.FunctionType)):
        return "function"
    if isinstance(value, (classmethod, types.ClassMethodDescriptorType)):
        return "classmethod"
    if isinstance(value, (staticmethod, types.BuiltinFunctionType)):
        return "staticmethod"
    if isinstance(value, property):
        return "property"
    if isinstance(value, functools.cached_property):
        return "cached_property"
    if isinstance(value, (types.GetSetDescriptorType, types.MemberDescriptorType)):
        return "getset descriptor"
    if is_data(value) or hasattr(type(value), "__get__"):
        return type(value).__name__
    return "value"


def is_data(value):
    return hasattr(type(value), "__set__") or hasattr(type(value), "__delete__")


def offset(descriptor):
    """The offset of a slot, from its PyMemberDef."""
    definition = ctypes.c_void_p.from_address(id(descriptor) + 40).value
    return ctypes.c_ssize_t.from_address(definition + 16).value


def instance_size(cls):
    native = next(base for base in cls.__mro__ if not base.__flags__ & HEAPTYPE)
    try:
        return sys.getsizeof(native.__new__(cls))
    except TypeError:
        return None


def facts(cls, body):
    own = vars(cls)
    yield "mro", ", ".join(base.__qualname__ for base in cls.__mro__)
    yield "metaclass", type(cls).__qualname__
    if not issubclass(cls, type):
        yield "basicsize", f"{cls.__basicsize__} + {cls.__itemsize__}"
        yield "has", ", ".join(name for name, there in (("dict", cls.__dictoffset__), ("weakrefs", cls.__weakrefoffset__)) if there) or "neither"
        size = instance_size(cls)
        if size is not None:
            yield "size", size
    slots = sorted((offset(value), name) for name, value in own.items() if kind(value) == "slot")
    if slots:
        yield "slots", ", ".join(f"{name} at {at}" for at, name in slots)
    if isinstance(cls, abc.ABCMeta):
        yield "abstract", ", ".join(sorted(cls.__abstractmethods__)) or "nothing"
    hook = next((base for base in cls.__mro__[1:-1] if "__init_subclass__" in vars(base)), None)
    if hook:
        yield "hook", hook.__qualname__
    if "__dataclass_params__" in own:
        yield "fields", ", ".join(field.name for field in dataclasses.fields(cls)) or "none"
        yield "generated", ", ".join(name for name in GENERATED if name in own and name not in body)
        state = "own" if "__hash__" in body else "inherited" if "__hash__" not in own else "None" if cls.__hash__ is None else "generated"
        yield "hash", state
    is_protocol = vars(cls).get("_is_protocol") is True and cls is not typing.Protocol
    if is_protocol:
        yield "protocol", ", ".join(sorted(typing.get_protocol_members(cls))) or "nothing"
    if isinstance(cls, enum.EnumType):
        for name, member in cls.__members__.items():
            yield f"member {name}", f"{member.value!r}" if member.name == name else f"alias of {member.name}"
    elif not is_protocol:
        kinds = {name: kind(value) for name, value in own.items() if name not in AUTOMATIC}
        generated = GENERATED if "__dataclass_params__" in own else []
        kinds = {name: word for name, word in kinds.items() if name in body or name in generated or word in ("slot", "_tuplegetter")}
        for name, word in sorted(kinds.items()):
            yield f"attribute {name}", word
    try:
        yield "signature", str(inspect.signature(cls))
    except (TypeError, ValueError):
        pass


def find(mro, name):
    return next(((base, vars(base)[name]) for base in mro if name in vars(base)), None)


def of_class(found, name):
    owner, value = found
    word = "data" if is_data(value) else "value" if kind(value) == "value" else "non-data"
    return f"{word} {owner.__qualname__}.{name} ({kind(value)})"


def lookup(value, name):
    on_type = find(type(value).__mro__, name)
    if isinstance(value, type):
        if on_type and is_data(on_type[1]):
            return of_class(on_type, name)
        inside = find(value.__mro__, name)
        if inside:
            word = "value" if kind(inside[1]) == "value" else "non-data"
            return f"{word} {inside[0].__qualname__}.{name} ({kind(inside[1])})"
        return of_class(on_type, name) if on_type else f"getattr {find(type(value).__mro__, '__getattr__')[0].__qualname__}"
    if on_type and is_data(on_type[1]):
        return of_class(on_type, name)
    try:
        inside = name in object.__getattribute__(value, "__dict__")
    except AttributeError:
        inside = False
    if inside:
        return "instance" + (f", hides {on_type[0].__qualname__}.{name} ({kind(on_type[1])})" if on_type else "")
    return of_class(on_type, name) if on_type else f"getattr {find(type(value).__mro__, '__getattr__')[0].__qualname__}"


def record(path):
    source = path.read_text()
    tree = ast.parse(source)
    module = types.ModuleType(path.stem)
    sys.modules[path.stem] = module
    namespace = vars(module)
    lines = []
    for statement in tree.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Attribute):
            value = eval(compile(ast.Expression(statement.value.value), path.name, "eval"), namespace)
            lines.append(f"{ast.unparse(statement)}: {lookup(value, statement.value.attr)}")
            continue
        code = compile(ast.Module([statement], []), path.name, "exec")
        if not isinstance(statement, ast.ClassDef):
            exec(code, namespace)
            continue
        lines.append(f"class {statement.name}")
        try:
            exec(code, namespace)
        except (TypeError, ValueError) as error:
            text = " ".join(str(error).split()).replace(" <class '" + path.stem + ".", " <class '")
            lines.append(f"  error: {type(error).__name__}: {text}")
            continue
        cls = namespace[statement.name]
        lines.extend(f"  {key}: {value}" for key, value in facts(cls, set(own_names(statement))))
    path.with_suffix(".txt").write_text("\n".join(lines) + "\n")


def own_names(statement):
    """The names that a class body binds to values, as its `__dict__` spells them."""
    for name in plain_names(statement):
        is_private = name.startswith("__") and not name.endswith("__")
        yield f"_{statement.name.lstrip('_')}{name}" if is_private else name


def plain_names(statement):
    for inner in statement.body:
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield inner.name
        elif isinstance(inner, ast.Assign):
            yield from (target.id for target in inner.targets if isinstance(target, ast.Name))
        elif isinstance(inner, ast.AnnAssign) and inner.value is not None:
            yield inner.target.id


for case in sorted(CASES.glob("*.py")):
    record(case)
