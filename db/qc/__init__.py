"""What do quality checks mean? Verdicts, due dates, uptime, and the standing that is kept of each unit and check."""
