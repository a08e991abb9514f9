"""The pages' questions, one module a page: plain arguments in, DataFrames out. Numbers are defined here alone."""
