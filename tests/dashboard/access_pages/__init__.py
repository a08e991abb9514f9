"""Small pages that exist for the tests of the gate alone: one for many roles, one with what few may see."""
