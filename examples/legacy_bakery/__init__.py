"""A small bakery's service layer, in its first form: it works, and every function minds its own session."""
