"""The only package that speaks SQL: settings, tables, loads, queries, decisions. Imports neither etl nor dashboard."""
