import time

rounds = 0
while rounds < 10_000_000_000:
    rounds += 1  # @spin
