class L(list):
    def total(self):
        return sum(self)


l = L([1, 2])
l.append(3)
print(l, l.total())
