from typing import (Any, Callable, ClassVar, Final, Literal, Optional, Protocol, Union, Annotated, get_args, get_origin, get_type_hints,
                    runtime_checkable, overload, get_overloads, cast, NewType, TypedDict, Required, NotRequired, ReadOnly, final, override,
                    assert_never, reveal_type, TYPE_CHECKING, Self, TypeGuard, Never, get_protocol_members, is_protocol, is_typeddict, no_type_check)
import collections.abc


@runtime_checkable
class Closeable(Protocol):
    name: str

    def close(self) -> None: ...


class File:
    name = "f"

    def close(self): ...


class NoName:
    def close(self): ...


print(isinstance(File(), Closeable), isinstance(NoName(), Closeable), get_protocol_members(Closeable) == {"name", "close"}, is_protocol(Closeable), is_protocol(File))


class NotRuntime(Protocol):
    def m(self): ...


for bad in (lambda: isinstance(1, NotRuntime), lambda: issubclass(File, Closeable), lambda: NotRuntime(), lambda: Protocol(), lambda: Closeable()):
    try:
        print(bad())
    except TypeError as error:
        print(error)
print(Optional[int], Union[int, str, None], int | None, Union[int], Union[int, int], Literal[1, "a", True], Callable[[int], str], Callable[..., Any], Annotated[int, "meta"], ClassVar[int], Final[int])
print(get_origin(list[int]), get_args(dict[str, list[int]]), get_origin(int | str), get_args(Callable[[int, str], bool]), get_origin(Annotated[int, 1]), Annotated[int, 1].__metadata__, get_args(Literal[1, 2]))
print(int | str == str | int, hash(int | str) == hash(str | int), isinstance(1, int | str), isinstance(None, int | None), (int | str).__args__, type(int | str), list[int] | None, Literal[1] | None)


class Annotated1:
    a: int
    b: "str"
    c: "Optional[Later]" = None
    d: Annotated[int, "x"] = 1


class Later: ...


print(get_type_hints(Annotated1), get_type_hints(Annotated1, include_extras=True)["d"], Annotated1.__annotations__["b"])


def function(a: int, b: "list[str]" = None, *args: float, k: Later, **kw: Any) -> "Later": ...


print(function.__annotations__.keys(), get_type_hints(function)["b"], get_type_hints(function)["return"].__name__)


@overload
def over(x: int) -> int: ...
@overload
def over(x: str) -> str: ...
def over(x): return x


print(len(get_overloads(over)), over(3), cast("anything", 5), TYPE_CHECKING)
UserId = NewType("UserId", int)
print(UserId(5), UserId, UserId.__supertype__, UserId.__name__, type(UserId(5)))


class Movie(TypedDict, total=False):
    title: Required[str]
    year: int
    rating: ReadOnly[float]


m = Movie(title="x", year=1)
print(m, type(m), sorted(Movie.__required_keys__), sorted(Movie.__optional_keys__), Movie.__readonly_keys__, Movie.__total__, is_typeddict(Movie), Movie.__annotations__["year"])
try:
    isinstance({}, Movie)
except TypeError as error:
    print(error)


@final
class Sealed:
    @override
    def m(self) -> Self: ...


print(Sealed.__final__, Sealed.m.__override__, Sealed.m.__annotations__, Self, Never, TypeGuard[int], Any, type(Any).__name__)
try:
    assert_never(5)
except AssertionError as error:
    print(error)
print(list[int], dict[str, int].__origin__, list[int]() == [], tuple[int, ...], tuple[()], type[int], collections.abc.Callable[[int], str], collections.abc.Iterable[int], list[int] == list[int], list["Forward"])
for bad in ("Optional[1, 2]", "Union[()]", "Literal[[]] == 1", "Callable[int, str]", "list[int][str]", "int[str]", "ClassVar[int, str]", "Any()", "isinstance(1, list[int])", "int | 5", "class_ = type('S', (Any,), {})", "Annotated[int]", "Final[int]()", "NewType('x', 5)('a')"):
    try:
        print(bad, "->", eval(bad) if "=" not in bad or "==" in bad else exec(bad))
    except Exception as error:
        print(bad, "->", type(error).__name__, error)
