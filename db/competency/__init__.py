"""Is an intern on track, and by which rules? Editions as data, their evaluation, and what is kept of it."""
