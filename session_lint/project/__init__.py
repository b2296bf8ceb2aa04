"""All files as one program: modules, names, roles, sessions, money."""
