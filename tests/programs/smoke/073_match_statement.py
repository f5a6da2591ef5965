match (1, "x"):
    case (0, _):
        print("no")
    case (1, y):
        print("yes", y)
