def kind(n):
    return "neg" if n < 0 else "zero" if n == 0 else "pos"


print(kind(-1), kind(0), kind(1))
