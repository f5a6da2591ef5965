def make(n):
    count = 0
    unused = "not captured"

    def step(by=1):
        nonlocal count
        count += by * n
        return count

    def peek():
        return count

    return step, peek


step, peek = make(2)
print(step(), step(5), peek(), step.__closure__[0].cell_contents, step.__code__.co_freevars, peek.__closure__[0] is step.__closure__[0])
print(make.__code__.co_cellvars, make.__code__.co_varnames, step.__code__.co_names, make.__closure__)
peek.__closure__[0].cell_contents = 100
print(step(), peek())
import types


def late():
    def get():
        return value

    cell = get.__closure__[0]
    try:
        cell.cell_contents
    except ValueError as error:
        print(error)
    try:
        get()
    except NameError as error:
        print(error)
    value = 5
    print(get(), repr(cell).split(" at ")[0], "int object" in repr(cell))
    del value
    try:
        get()
    except NameError as error:
        print(error)


late()
cell = types.CellType(1)
print(cell.cell_contents, types.CellType() == types.CellType(), cell == types.CellType(1), cell < types.CellType(2))
del cell.cell_contents
f = types.FunctionType(step.__code__, {}, "built", (3,), (types.CellType(10), types.CellType(4)))
print(f(), f(1), f.__name__, f.__defaults__, f.__closure__[0].cell_contents)
for bad in (lambda: types.FunctionType(step.__code__, {}), lambda: types.FunctionType(step.__code__, {}, None, None, ()), lambda: types.FunctionType(step.__code__, {}, None, None, (1, 2)), lambda: types.FunctionType(5, {}), lambda: types.FunctionType(step.__code__, 5), lambda: types.CellType(1, 2)):
    try:
        bad()
    except Exception as error:
        print(type(error).__name__, error)


def levels():
    a = 1

    def two():
        b = 2

        def three():
            nonlocal a, b
            a, b = b + 10, a + 10
            c = 3

            def four():
                return a, b, c

            return four

        return three()(), b

    return two(), a


print(levels())


def loop_closures():
    late = []
    for i in range(3):
        def f():
            return i
        late.append(f)
    i = "changed"
    return [f() for f in late], [(lambda j: lambda: j)(i)() for i in range(3)], [f() for f in [lambda i=i: i for i in range(3)]]


print(loop_closures())


def argument_cell(a, *args, b=2, **kw):
    def inner():
        nonlocal a
        a += 1
        return a, args, b, kw

    return inner


inner = argument_cell(1, 2, 3, x=4)
print(inner(), inner(), argument_cell.__code__.co_cellvars)


class Holder:
    def method(self):
        return lambda: self

    def get_class(self):
        return lambda: __class__


h = Holder()
print(h.method()() is h, h.get_class()() is Holder)


def recursive():
    def fact(n):
        return 1 if n == 0 else n * fact(n - 1)

    return fact


fact = recursive()
print(fact(10), fact.__closure__[0].cell_contents is fact)


def exec_in_closure():
    v = 1
    exec("v = 2")
    local = {}
    exec("w = v + 1", {"v": 10}, local)
    return v, local, eval("v"), (lambda: eval("v") if False else v)()


print(exec_in_closure())


def swap_code():
    x = 1

    def a():
        return x

    def b():
        return x + 100

    a.__code__ = b.__code__
    return a()


print(swap_code())
def counter_gen():
    total = 0
    def add(n):
        nonlocal total
        total += n
    for i in range(4):
        add(i)
        yield total
print(list(counter_gen()))
