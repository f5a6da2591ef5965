def test(f):
    try:
        f()
    except ZeroDivisionError as e:
        print("division:", e, e.args)
    except (KeyError, IndexError) as e:
        print("lookup:", type(e).__name__, e, e.args)
    except Exception as e:
        print("other:", type(e).__name__, e)
    else:
        print("fine")
    finally:
        print("finally")


test(lambda: 1 / 0)
test(lambda: {}["k"])
test(lambda: [][1])
test(lambda: int("x"))
test(lambda: 1)


def ret():
    try:
        return "try"
    finally:
        print("cleanup")


def loop():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("final", i)
    return i


print(ret(), loop())


class Custom(ValueError):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


try:
    raise Custom(5)
except ValueError as e:
    print(repr(e), str(e), e.code, isinstance(e, Custom))
try:
    try:
        raise KeyError("first")
    except KeyError as e:
        raise RuntimeError("second") from e
except RuntimeError as e:
    print(repr(e), repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        undefined_name
except NameError as e:
    print(e, repr(e.__context__), e.__cause__)
try:
    raise ValueError
except ValueError as e:
    print(repr(e), e.args, str(e) == "")
try:
    try:
        raise ValueError("x")
    except ValueError:
        raise
except ValueError as e:
    print("re-raised", e)
print(repr(Exception("a", 1)), str(Exception("a", 1)), str(KeyError("a")), repr(OSError(2, "msg")), OSError(2, "msg"))
for bad in ("raise 5", "raise ValueError from 3", "assert False", "assert 0, 'message'", "raise"):
    try:
        exec(bad)
    except BaseException as e:
        print(bad, "->", type(e).__name__, e)
try:
    e
except NameError as err:
    print(err)
