class AppError(Exception):
    pass


def load(key):
    table = {"a": 1}
    try:
        return table[key]
    except KeyError as error:
        raise AppError(f"cannot load {key!r}") from error


def main():
    print(load("a"))
    try:
        load("b")
    finally:
        print("leaving main")


main()
