"""A small web application on the database layer: what is in stock, and what came and went.

`python -m reference_impl.stockroom` serves it on an SQLite file.
"""
