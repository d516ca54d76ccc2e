"""The command line: one module a subject, each command a plain function over what it is given."""
