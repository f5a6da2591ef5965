def f(n):
    out = []
    for i in range(n):
        for j in range(i):
            if (i + j) % 2:
                out.append((i, j))
    return out


print(f(4))
