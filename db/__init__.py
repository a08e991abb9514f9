"""The only package that speaks SQL: settings, tables, loads, queries and decisions. It imports neither etl nor dashboard."""
