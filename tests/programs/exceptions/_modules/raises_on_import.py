"""Raises while it is imported."""


def trigger():
    raise RuntimeError("during import")


trigger()
