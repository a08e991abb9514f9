"""The command line's work, one module a topic; `radops.py` lists it like a table of contents."""
