import contextlib
import json
import threading


class Keeper:
    class Late(Exception):
        pass


def feed(text):
    try:
        return json.loads(text)
    except (json.JSONDecodeError, KeyError):
        raise Keeper.Late from None


def keep(text):
    late = Keeper.Late
    try:
        feed(text)
    except late:
        return None


with contextlib.suppress(KeyError, IndexError):
    [][0]
try:
    keep("{")
    feed("{")
except Keeper.Late:
    pass


def absent():
    {}["mouse"]  # @thread


thread = threading.Thread(target=absent)
thread.start()
thread.join()
