"""One file's bytes: decoded text, lines, nesting and suppression comments."""
