class Hungry(Exception):
    pass


def feed(mice):
    if not mice:
        raise Hungry("no mice")  # @raise
    return mice


try:
    feed([])
except Hungry as error:
    raise RuntimeError("the keeper is late") from error  # @uncaught
