"""What the tests run against: a real PostgreSQL server, migrated databases, a real Chromium."""
