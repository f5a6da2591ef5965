class C:
    def __init__(self, x):
        self.x = x


print(C(3).x)
