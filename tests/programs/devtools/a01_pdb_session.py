def helper(n):
    doubled = n * 2
    return doubled


def main():
    total = 0
    for i in range(3):
        total += helper(i)
    try:
        1 / 0
    except ZeroDivisionError:
        total = -total
    return total


import pdb

pdb.Pdb(nosigint=True).runcall(main)
print("after the session")
