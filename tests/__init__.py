"""A regular package, so that `tests.real` can never be found in somebody's site-packages."""
