"""A file with a syntax error in the middle: what stands before and behind it is still code."""


def before(value: int) -> str:
    return str(value)


def broken(value:
    return value


class Behind:
    def method(self) -> int:
        return 3


text = before(3)
number = Behind().method()
