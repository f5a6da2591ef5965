import time

rounds = 0
print("spinning", flush=True)
while rounds < 10_000_000_000:
    rounds += 1  # @spin
