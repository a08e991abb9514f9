"""The fixed set of parts that pages are made of: plain arguments in, component out; no queries, no callbacks."""
