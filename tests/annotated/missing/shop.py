from stock import opener as reexported

__all__ = ["reexported"]
