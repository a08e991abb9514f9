"""Frames in, pages out: the web application. It asks `db/queries` and never speaks SQL itself."""
