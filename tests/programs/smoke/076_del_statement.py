a = [1, 2, 3]
del a[0]
print(a)
x = 1
del x
try:
    x
except NameError as e:
    print(e)
