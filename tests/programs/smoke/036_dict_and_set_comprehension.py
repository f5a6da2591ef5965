print({x: x for x in range(2)}, {x for x in [1]})
