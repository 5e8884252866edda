"""Gazetteers: built from open data into one SQLite file, and asked by name and by position."""
