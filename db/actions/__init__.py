"""The pages' decisions, one module a page: each changes rows and writes its audit event in one transaction."""
