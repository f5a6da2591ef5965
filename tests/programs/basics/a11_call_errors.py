def f(a, b, c=3):
    return a, b, c


def g(a, /, *, key):
    return a, key


def h():
    pass


class K:
    def method(self, x):
        return x


def attempt(text):
    try:
        print(text, "->", eval(text))
    except TypeError as e:
        print(text, "->", e)


attempt("f()")
attempt("f(1)")
attempt("f(1, 2)")
attempt("f(1, 2, 3, 4)")
attempt("f(1, 2, d=4)")
attempt("f(1, a=2)")
attempt("f(b=2)")
attempt("f(1, 2, **{'c': 1, 'e': 2})")
attempt("f(*[1, 2, 3, 4, 5])")
attempt("g(1)")
attempt("g(1, 2)")
attempt("g(a=1, key=2)")
attempt("g(key=2)")
attempt("g(1, key=2)")
attempt("h(1)")
attempt("h(x=1)")
attempt("h(*1)")
attempt("h(**1)")
attempt("f(1, 2, **{3: 4})")
attempt("f(**{'a': 1}, **{'a': 2})")
attempt("f(1, b=2, **{'b': 2})")
attempt("K.method()")
attempt("K().method()")
attempt("K().method(1, 2)")
attempt("K(1)")
attempt("K.__name__()")
attempt("K().method(5)()")
attempt("h()(1)")
attempt("len()")
attempt("len(1)")
attempt("len([], [])")
attempt("abs('x')")
attempt("ord('ab')")
attempt("print(1, foo=2)")
attempt("int(1, 2, 3)")
attempt("[].append()")
attempt("[].append(1, 2)")
attempt("{}.get()")
attempt("''.join([1])")
attempt("''.join(1)")
attempt("max()")
attempt("sorted()")
attempt("isinstance(1, 2)")
attempt("(lambda x: x)()")
