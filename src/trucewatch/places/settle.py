"""(being written)"""
LEAST = 0.5
