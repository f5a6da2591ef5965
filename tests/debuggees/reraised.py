def feed(mice):
    try:
        return mice[0]  # @first
    except LookupError:
        raise  # @again
    finally:
        mice.append("mouse")


feed([])
