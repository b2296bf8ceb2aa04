"""The bakery's services: each requires the caller's session, works in it, and leaves the transaction to the caller."""
