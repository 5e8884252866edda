"""Incidents held against an agreement. Pure."""
