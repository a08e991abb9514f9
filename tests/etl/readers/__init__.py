"""A regular package, like the one above it."""
