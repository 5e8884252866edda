"""Trucewatch watches a ceasefire: claims with their speakers, incidents with their rival accounts, findings with their terms."""

__version__ = "0.1.0"
