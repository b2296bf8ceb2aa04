"""The reference implementation: what session-lint asks for, done as it should be. Made to be read and copied."""
