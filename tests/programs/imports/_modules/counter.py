try:
    loads += 1
    kept = "old names stay over a reload"
except NameError:
    loads = 1
    kept = "first"
state = []
