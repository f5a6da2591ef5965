def f(x: int) -> str:
    pass


print(f.__annotations__)
