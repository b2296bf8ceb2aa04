from given.calls.repository import find as exported

__all__ = ["exported"]
