"""One command a file: EXAMPLES, and `command`, which parses, calls one thing, and prints."""
