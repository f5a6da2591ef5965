VALUE = 10
exported = "exported name"
hidden = "not in __all__"
__all__ = ["exported"]
