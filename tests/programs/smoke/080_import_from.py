from math import floor as f

print(f(2.7))
