def kind(n):
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    elif n % 2:
        return "odd"
    else:
        return "even"


for i in (-3, 0, 7, 8):
    print(i, kind(i))

i = 0
while i < 10:
    i += 1
    if i == 3:
        continue
    if i == 7:
        break
    print("while", i)
else:
    print("not reached")

while False:
    pass
else:
    print("else of while")

for i in range(5):
    pass
else:
    print("else of for", i)

for i in range(5):
    if i == 2:
        break
else:
    print("not reached")
print("left at", i)

for a in range(3):
    for b in range(3):
        if a == b:
            continue
        if b > a:
            break
        print(a, b)

for char in "abc":
    print(char, end=" ")
print()
for index, item in enumerate(["x", "y"], 1):
    print(index, item)
for x, (y, z) in [(1, (2, 3)), (4, (5, 6))]:
    print(x, y, z)
for key in {"k1": 1, "k2": 2}:
    print(key)
print("yes" if kind(4) == "even" else "no", 1 if [] else 2)
print(1 and 2, 0 and 2, 0 or "x", "" or [] or None, not 1, not "", 3 and [] or "z")
total = 0
for i in range(10, 0, -3):
    total += i
    print(i, total)
for empty in []:
    print("never")
try:
    for x in 5:
        pass
except TypeError as e:
    print(e)
