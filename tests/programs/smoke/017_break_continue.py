for i in range(6):
    if i == 2:
        continue
    if i == 4:
        break
    print(i)
