"""Pushes that must not get in."""
CASES = {}
