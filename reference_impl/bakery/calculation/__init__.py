"""What the services calculate with: pieces, Decimals and Fractions, exact, and none of it leaves the services.

It reads through the session that a service hands on.
"""
