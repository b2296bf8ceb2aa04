"""The managers: each does one thing's work on a session that it is given, and ends no transaction."""
