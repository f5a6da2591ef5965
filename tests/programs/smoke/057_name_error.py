try:
    undefined
except NameError as e:
    print(e)
