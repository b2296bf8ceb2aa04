"""A small bakery: it plans events, bakes batches, assembles goods and follows progress.

What its services show: each requires the caller's session, works in it and leaves the transaction alone; what they
return is plain values with money as text. `python -m reference_impl.bakery demo` runs it.
"""
