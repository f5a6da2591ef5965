print("Ab".upper(), "a,b".split(","), "-".join(["x", "y"]), " s ".strip())
