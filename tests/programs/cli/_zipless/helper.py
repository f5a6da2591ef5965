print("helper found beside __main__")
