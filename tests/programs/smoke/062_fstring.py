x = 5
print(f"{x} {x + 1!r:>4} {x=}")
