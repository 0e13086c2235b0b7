"""Structured logs of programs, a JSON object per line, read by a mapping of their fields."""
