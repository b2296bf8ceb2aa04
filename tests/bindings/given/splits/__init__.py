from given.splits.work import opener as exported

__all__ = ["exported"]
