def build(n):
    errors = []
    for i in range(n):
        try:
            raise (ValueError, TypeError, KeyError)[i % 3](f"error {i}")
        except Exception as error:
            errors.append(error)
    return errors


def nested():
    try:
        raise ExceptionGroup("inner", build(2))
    except ExceptionGroup as inner:
        inner.add_note("note on the inner group")
        raise ExceptionGroup("outer", [inner, *build(3), OSError(5, "io")]) from LookupError("the cause")


print("start")
nested()
