x = 1
text = "never ends
y = 2
