type A = int


class C[T]:
    pass


def f[T](x: T) -> T:
    return x


print(A, C[int], f(1))
