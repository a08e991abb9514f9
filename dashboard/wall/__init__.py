"""What hangs in the corridor: pictures for everybody, made once and shown by any number of screens."""
