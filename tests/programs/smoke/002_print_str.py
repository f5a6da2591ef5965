print("hello", 'x')
