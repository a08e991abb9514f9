"""The pages' questions, one module a page: plain arguments in, DataFrames out. A number is defined here and nowhere else."""
