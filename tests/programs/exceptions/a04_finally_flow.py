log = []


def t(label):
    log.append(label)
    return label


def return_override():
    try:
        return t("try")
    finally:
        return t("finally")


def return_value_fixed():
    x = 1
    try:
        return x
    finally:
        x = 2
        t(f"x={x}")


def loop_break():
    for i in range(3):
        try:
            t(f"try {i}")
            break
        finally:
            t(f"finally {i}")
            if i < 2:
                continue
    return "end"


def nested():
    try:
        try:
            raise ValueError("v")
        finally:
            t("inner")
    except ValueError:
        t("except")
        return "returned"
    else:
        t("never")
    finally:
        t("outer")


def else_raises():
    try:
        t("body")
    except KeyError:
        t("not here")
    else:
        raise KeyError("from else")
    finally:
        t("finally")


def exception_in_handler():
    try:
        try:
            raise ValueError
        except ValueError:
            raise TypeError("handler")
        finally:
            t("finally 1")
    except TypeError as error:
        return f"got {error}"
    finally:
        t("finally 2")


def generator():
    try:
        yield 1
        try:
            yield 2
        finally:
            t("inner closed")
            yield 3
    finally:
        t("outer closed")


def while_return():
    while True:
        try:
            while True:
                try:
                    return t("deep return")
                finally:
                    t("f1")
        finally:
            t("f2")


def many():
    results = []
    for n in range(6):
        try:
            if n == 0:
                continue
            if n == 1:
                raise IndexError
            if n == 2:
                raise KeyError
            if n == 4:
                break
            results.append(("ok", n))
        except IndexError:
            results.append(("index", n))
        except LookupError:
            results.append(("lookup", n))
            continue
        else:
            results.append(("else", n))
        finally:
            results.append(("fin", n))
        results.append(("after", n))
    else:
        results.append("never")
    return results


for f in (return_override, return_value_fixed, loop_break, nested, else_raises, exception_in_handler, while_return, many):
    log.clear()
    try:
        print(f.__name__, f())
    except Exception as error:
        print(f.__name__, "raised", repr(error))
    print("   ", log)
log.clear()
print(list(generator()), log)
log.clear()
g = generator()
next(g), next(g)
try:
    g.close()
except RuntimeError as error:
    print(error, log)
del g
print(log)


def unbinds():
    e = "before"
    try:
        raise ValueError("x")
    except ValueError as e:
        pass
    try:
        return e
    except UnboundLocalError as error:
        return str(error)


def rebinding():
    try:
        raise ValueError("x")
    except ValueError as e:
        saved = e
        e = "rebound"
    return repr(saved), "e" in locals()


def deletes():
    try:
        raise ValueError
    except ValueError as e:
        del e
    return "fine"


def condition(kinds):
    try:
        raise KeyError("k")
    except kinds as error:
        return repr(error)


print(unbinds(), rebinding(), deletes(), condition((ValueError, (KeyError, OSError)) [1]), condition(Exception))
for kinds in (5, "x", (ValueError, 5), int, [KeyError]):
    try:
        print(condition(kinds))
    except TypeError as error:
        print(error, repr(error.__context__))


def evaluated_only_when_needed():
    try:
        return "no error"
    except undefined_exception_name:
        pass


print(evaluated_only_when_needed())


def tuple_with_computed():
    try:
        raise OSError("o")
    except (t("computed") and ValueError, OSError) as e:
        return str(e)


print(tuple_with_computed(), log[-1])
