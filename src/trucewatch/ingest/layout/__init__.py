"""Tells the body of a text apart from what stands around it, and mends the body."""
