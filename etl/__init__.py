"""Files in, rows out: readers, the sources' declarations, and the line that takes a file into the database."""
