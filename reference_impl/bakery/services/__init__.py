"""What the bakery can do. Every service requires a session and leaves its transaction to the caller."""
