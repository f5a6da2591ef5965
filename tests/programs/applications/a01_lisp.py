"""A small Lisp."""

import math
import operator as op


def tokenize(text):
    return text.replace("(", " ( ").replace(")", " ) ").split()


def read(tokens):
    if not tokens:
        raise SyntaxError("unexpected end")
    token = tokens.pop(0)
    if token == "(":
        out = []
        while tokens and tokens[0] != ")":
            out.append(read(tokens))
        if not tokens:
            raise SyntaxError("missing )")
        tokens.pop(0)
        return out
    if token == ")":
        raise SyntaxError("unexpected )")
    for kind in (int, float):
        try:
            return kind(token)
        except ValueError:
            pass
    return str(token)


class Env(dict):
    def __init__(self, names=(), values=(), outer=None):
        super().__init__(zip(names, values, strict=True))
        self.outer = outer

    def find(self, name):
        if name in self:
            return self
        if self.outer is None:
            raise LookupError(name)
        return self.outer.find(name)


class Procedure:
    def __init__(self, params, body, env):
        self.params, self.body, self.env = params, body, env

    def __call__(self, *args):
        return evaluate(self.body, Env(self.params, args, self.env))


def standard():
    env = Env()
    env.update({"+": lambda *a: sum(a), "-": op.sub, "*": lambda *a: math.prod(a), "/": op.truediv, ">": op.gt, "<": op.lt, "=": op.eq, "<=": op.le, "car": lambda x: x[0], "cdr": lambda x: x[1:], "cons": lambda a, b: [a] + b, "list": lambda *a: list(a), "null?": lambda x: x == [], "map": lambda f, x: list(map(f, x)), "display": print, "#t": True, "#f": False, "not": op.not_, "length": len, "append": op.add, "apply": lambda f, a: f(*a), "max": max})
    return env


def evaluate(x, env):
    while True:
        match x:
            case str():
                return env.find(x)[x]
            case int() | float():
                return x
            case []:
                return []
            case ["quote", value]:
                return value
            case ["if", test, then, otherwise]:
                x = then if evaluate(test, env) else otherwise
            case ["define", [name, *params], body]:
                env[name] = Procedure(params, body, env)
                return None
            case ["define", name, value]:
                env[name] = evaluate(value, env)
                return None
            case ["set!", name, value]:
                env.find(name)[name] = evaluate(value, env)
                return None
            case ["lambda", params, body]:
                return Procedure(params, body, env)
            case ["let", bindings, body]:
                env = Env([n for n, _ in bindings], [evaluate(v, env) for _, v in bindings], env)
                x = body
            case ["begin", *rest, last]:
                for item in rest:
                    evaluate(item, env)
                x = last
            case [function, *args]:
                function = evaluate(function, env)
                args = [evaluate(a, env) for a in args]
                if isinstance(function, Procedure):
                    x, env = function.body, Env(function.params, args, function.env)
                else:
                    return function(*args)


def show(v):
    return "(" + " ".join(map(show, v)) + ")" if isinstance(v, list) else {True: "#t", False: "#f"}.get(v, str(v)) if isinstance(v, bool) else str(v)


env = standard()
for line in """(+ 1 2 (* 3 4))
(define x 10)
(define (square n) (* n n))
(square x)
(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))
(fact 20)
(define (loop n acc) (if (= n 0) acc (loop (- n 1) (+ acc n))))
(loop 2000 0)
(map (lambda (n) (* n n)) (quote (1 2 3)))
(let ((a 1) (b 2)) (begin (set! a 5) (list a b)))
(define (counter) (let ((n 0)) (lambda () (begin (set! n (+ n 1)) n))))
(define c (counter))
(list (c) (c) (c))
(define (filter p xs) (if (null? xs) (quote ()) (if (p (car xs)) (cons (car xs) (filter p (cdr xs))) (filter p (cdr xs)))))
(filter (lambda (n) (> n 2)) (list 1 2 3 4))
(display (quote (a (b c))))
(undefined 1)
(square 1 2)
(+ 1
(car (quote ()))
)
(/ 1 0)
(not #t)""".splitlines():
    try:
        result = evaluate(read(tokenize(line)), env)
        print(line, "=>", show(result) if result is not None else "ok")
    except Exception as error:
        print(line, "!", type(error).__name__, error)
