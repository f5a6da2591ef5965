"""Tokenizer, Pratt parser, AST, optimiser and stack machine for arithmetic."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Iterator


class Kind(Enum):
    NUMBER = auto()
    NAME = auto()
    OP = auto()
    END = auto()


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str
    position: int


class ParseError(Exception):
    def __init__(self, message, position):
        super().__init__(message)
        self.position = position

    def __str__(self):
        return f"{self.args[0]} at {self.position}"


TOKEN = re.compile(r"\s*(?:(?P<NUMBER>\d+\.?\d*)|(?P<NAME>[a-z_]\w*)|(?P<OP>\*\*|[-+*/%()=,]))")


def tokenize(text: str) -> Iterator[Token]:
    position = 0
    while position < len(text.rstrip()):
        m = TOKEN.match(text, position)
        if not m:
            raise ParseError(f"bad character {text[position:].lstrip()[0]!r}", position)
        yield Token(Kind[m.lastgroup], m[m.lastgroup], m.start(m.lastgroup))
        position = m.end()
    yield Token(Kind.END, "", len(text))


@dataclass
class Num:
    value: float


@dataclass
class Var:
    name: str


@dataclass
class Binary:
    op: str
    left: object
    right: object


@dataclass
class Unary:
    op: str
    operand: object


@dataclass
class Call:
    name: str
    args: list


@dataclass
class Assign:
    name: str
    value: object


class Parser:
    POWER = {"=": (2, 1), "+": (3, 4), "-": (3, 4), "*": (5, 6), "/": (5, 6), "%": (5, 6), "**": (10, 9)}

    def __init__(self, text):
        self.tokens = list(tokenize(text))
        self.index = 0

    @property
    def current(self):
        return self.tokens[self.index]

    def take(self, text=None):
        token = self.current
        if text is not None and token.text != text:
            raise ParseError(f"expected {text!r}, found {token.text or 'end'!r}", token.position)
        self.index += 1
        return token

    def parse(self):
        tree = self.expression()
        if self.current.kind is not Kind.END:
            raise ParseError(f"unexpected {self.current.text!r}", self.current.position)
        return tree

    def expression(self, minimum=0):
        token = self.take()
        match token:
            case Token(Kind.NUMBER, text):
                left = Num(float(text) if "." in text else int(text))
            case Token(Kind.NAME, name) if self.current.text == "(":
                self.take("(")
                args = []
                while self.current.text != ")":
                    args.append(self.expression())
                    if self.current.text != ")":
                        self.take(",")
                self.take(")")
                left = Call(name, args)
            case Token(Kind.NAME, name):
                left = Var(name)
            case Token(text="("):
                left = self.expression()
                self.take(")")
            case Token(text="-" | "+" as sign):
                left = Unary(sign, self.expression(7))
            case _:
                raise ParseError(f"unexpected {token.text or 'end'!r}", token.position)
        while (power := self.POWER.get(self.current.text)) and power[0] >= minimum:
            op = self.take().text
            right = self.expression(power[1])
            if op == "=":
                if not isinstance(left, Var):
                    raise ParseError("cannot assign", token.position)
                left = Assign(left.name, right)
            else:
                left = Binary(op, left, right)
        return left


APPLY = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b, "%": lambda a, b: a % b, "**": lambda a, b: a ** b}


def fold(tree):
    match tree:
        case Binary(op, left, right):
            match fold(left), fold(right):
                case Num(a), Num(b) if not (op in "/%" and b == 0):
                    return Num(APPLY[op](a, b))
                case (Num(0), other) | (other, Num(0)) if op == "+":
                    return other
                case a, b:
                    return Binary(op, a, b)
        case Unary("-", operand) if isinstance(folded := fold(operand), Num):
            return Num(-folded.value)
        case Unary("+", operand):
            return fold(operand)
        case Call(name, args):
            return Call(name, [fold(a) for a in args])
        case Assign(name, value):
            return Assign(name, fold(value))
    return tree


def compile_tree(tree):
    match tree:
        case Num(v):
            yield "push", v
        case Var(n):
            yield "load", n
        case Binary(op, a, b):
            yield from compile_tree(a)
            yield from compile_tree(b)
            yield "op", op
        case Unary(_, a):
            yield from compile_tree(a)
            yield "neg", None
        case Call(n, args):
            for a in args:
                yield from compile_tree(a)
            yield "call", (n, len(args))
        case Assign(n, v):
            yield from compile_tree(v)
            yield "store", n


def run(code, variables, functions={"max": max, "abs": abs, "sum": lambda *a: sum(a)}):
    stack = []
    for name, arg in code:
        if name == "push":
            stack.append(arg)
        elif name == "load":
            stack.append(variables[arg])
        elif name == "op":
            b, a = stack.pop(), stack.pop()
            stack.append(APPLY[arg](a, b))
        elif name == "neg":
            stack.append(-stack.pop())
        elif name == "store":
            variables[arg] = stack[-1]
        elif name == "call":
            fname, n = arg
            stack[len(stack) - n:] = [functions[fname](*stack[len(stack) - n:])]
    (result,) = stack
    return result


variables = {}
for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ** 3 ** 2", "-2 ** 2", "x = y = 5", "x * y + 0", "max(1, x, 3) % 4", "10 / 4", "abs(-x) - -y", "1 / 0", "z", "1 +", "(1", "1 2", "3 = 4", "max(1,", "$", "sum()", "nope(1)", "2 * (3 + 4) ** 2 - 1.5"):
    try:
        tree = Parser(text).parse()
        folded = fold(tree)
        code = list(compile_tree(folded))
        print(text, "|", tree, "|", code, "|", run(code, variables))
    except (ParseError, ZeroDivisionError, KeyError) as error:
        print(text, "!", type(error).__name__, error)
