from opened.missing.shelf import opener as exported

__all__ = ["exported"]
