"""A Python interpreter for CPython bytecode in Python, driven by dis; checked against the real one."""

import dis
import operator

BINARY = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv, "%": operator.mod, "**": operator.pow, "&": operator.and_, "|": operator.or_, "^": operator.xor, "<<": operator.lshift, ">>": operator.rshift, "@": operator.matmul, "[]": operator.getitem}
COMPARE = {"<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne, ">": operator.gt, ">=": operator.ge}
NULL = object()


class Machine:
    def __init__(self):
        self.executed = 0

    def call(self, function, *args):
        code = function.__code__
        instructions = list(dis.get_instructions(code))
        index = {i.offset: n for n, i in enumerate(instructions)}
        local = dict(zip(code.co_varnames, args))
        stack, pc = [], 0
        while True:
            i = instructions[pc]
            pc += 1
            self.executed += 1
            match i.opname:
                case "RESUME" | "NOP" | "NOT_TAKEN" | "CACHE" | "MAKE_CELL" | "POP_ITER_CHECK":
                    pass
                case "LOAD_FAST" | "LOAD_FAST_BORROW" | "LOAD_FAST_CHECK":
                    stack.append(local[i.argval])
                case "LOAD_FAST_LOAD_FAST" | "LOAD_FAST_BORROW_LOAD_FAST_BORROW":
                    stack.extend(local[n] for n in i.argval)
                case "LOAD_CONST" | "LOAD_SMALL_INT":
                    stack.append(i.argval)
                case "LOAD_GLOBAL":
                    value = function.__globals__.get(i.argval, NULL)
                    stack.append(getattr(__builtins__, i.argval) if value is NULL else value)
                    if i.arg & 1:
                        stack.append(NULL)
                case "STORE_FAST":
                    local[i.argval] = stack.pop()
                case "STORE_FAST_STORE_FAST":
                    a, b = i.argval
                    local[a], local[b] = stack.pop(), stack.pop()
                case "STORE_FAST_LOAD_FAST":
                    a, b = i.argval
                    local[a] = stack.pop()
                    stack.append(local[b])
                case "POP_TOP":
                    stack.pop()
                case "POP_ITER":
                    stack.pop()
                case "COPY":
                    stack.append(stack[-i.arg])
                case "SWAP":
                    stack[-1], stack[-i.arg] = stack[-i.arg], stack[-1]
                case "BINARY_OP":
                    b, a = stack.pop(), stack.pop()
                    stack.append(BINARY[i.argrepr.rstrip("=") or i.argrepr](a, b))
                case "COMPARE_OP":
                    b, a = stack.pop(), stack.pop()
                    stack.append(COMPARE[i.argrepr.removeprefix("bool(").rstrip(")")](a, b))
                case "CONTAINS_OP":
                    b, a = stack.pop(), stack.pop()
                    stack.append((a not in b) if i.arg else (a in b))
                case "IS_OP":
                    b, a = stack.pop(), stack.pop()
                    stack.append((a is not b) if i.arg else (a is b))
                case "UNARY_NEGATIVE":
                    stack.append(-stack.pop())
                case "UNARY_NOT":
                    stack.append(not stack.pop())
                case "TO_BOOL":
                    stack.append(bool(stack.pop()))
                case "POP_JUMP_IF_FALSE":
                    if not stack.pop():
                        pc = index[i.jump_target]
                case "POP_JUMP_IF_TRUE":
                    if stack.pop():
                        pc = index[i.jump_target]
                case "POP_JUMP_IF_NONE":
                    if stack.pop() is None:
                        pc = index[i.jump_target]
                case "POP_JUMP_IF_NOT_NONE":
                    if stack.pop() is not None:
                        pc = index[i.jump_target]
                case "JUMP_FORWARD" | "JUMP_BACKWARD" | "JUMP_BACKWARD_NO_INTERRUPT":
                    pc = index[i.jump_target]
                case "BUILD_LIST" | "BUILD_TUPLE" | "BUILD_SET":
                    items = stack[len(stack) - i.arg:]
                    del stack[len(stack) - i.arg:]
                    stack.append({"BUILD_LIST": list, "BUILD_TUPLE": tuple, "BUILD_SET": set}[i.opname](items))
                case "BUILD_MAP":
                    flat = stack[len(stack) - 2 * i.arg:]
                    del stack[len(stack) - 2 * i.arg:]
                    stack.append(dict(zip(flat[::2], flat[1::2])))
                case "BUILD_STRING":
                    parts = stack[len(stack) - i.arg:]
                    del stack[len(stack) - i.arg:]
                    stack.append("".join(parts))
                case "FORMAT_SIMPLE":
                    stack.append(format(stack.pop(), ""))
                case "LIST_APPEND":
                    value = stack.pop()
                    stack[-i.arg].append(value)
                case "LIST_EXTEND":
                    value = stack.pop()
                    stack[-i.arg].extend(value)
                case "MAP_ADD":
                    value, key = stack.pop(), stack.pop()
                    stack[-i.arg][key] = value
                case "STORE_SUBSCR":
                    key, container, value = stack.pop(), stack.pop(), stack.pop()
                    container[key] = value
                case "UNPACK_SEQUENCE":
                    stack.extend(reversed(list(stack.pop())))
                case "GET_ITER":
                    stack.append(iter(stack.pop()))
                case "FOR_ITER":
                    value = next(stack[-1], NULL)
                    if value is NULL:
                        pc = index[i.jump_target]
                        if instructions[pc].opname == "END_FOR":
                            pc += 1
                    else:
                        stack.append(value)
                case "LOAD_ATTR":
                    owner = stack.pop()
                    stack.append(getattr(owner, i.argval))
                    if i.arg & 1:
                        stack.append(NULL)
                case "PUSH_NULL":
                    stack.append(NULL)
                case "CALL":
                    args = stack[len(stack) - i.arg:]
                    del stack[len(stack) - i.arg:]
                    self_or_null, callee = stack.pop(), stack.pop()
                    if self_or_null is not NULL:
                        args.insert(0, self_or_null)
                    stack.append(self.call(callee, *args) if hasattr(callee, "__code__") and callee.__globals__ is globals() else callee(*args))
                case "RETURN_VALUE":
                    return stack.pop()
                case "LOAD_FAST_AND_CLEAR":
                    stack.append(local.pop(i.argval, NULL))
                case "END_FOR":
                    pass
                case other:
                    raise NotImplementedError(other)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def loops(n):
    total = 0
    for i in range(n):
        if i % 3 == 0:
            continue
        if i > 15:
            break
        total += i * i
    while total > 100:
        total -= 7
    return total


def data(n):
    d = {"n": n, "sq": [n * n, (n, -n)]}
    d["more"] = [n, *d["sq"]]
    a, b = d["sq"]
    return d, a, b, n in [1, 2], None is not n, not a


def strings(s):
    out = []
    for c in s:
        if c.isalpha() and c not in "xyz":
            out.append(f"{c.upper()}{len(out)}")
    return "-".join(out)


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def comp(n):
    squares = [i * i for i in range(n) if i & 1]
    return squares, {k: k + 1 for k in squares}


def none_checks(v):
    if v is None:
        return "none"
    return "some" if v is not None and v else "falsy"


machine = Machine()
for function, args in ((fib, (12,)), (loops, (30,)), (data, (2,)), (strings, ("a1bxc",)), (gcd, (1071, 462)), (comp, (8,)), (none_checks, (None,)), (none_checks, (0,)), (none_checks, (5,))):
    before = machine.executed
    result = machine.call(function, *args)
    print(function.__name__, args, result, result == function(*args), machine.executed - before)
