print("compile error first")
return 5
