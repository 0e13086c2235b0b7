"""Logs of real runs: read from their bytes, written as crashpacks, and kept in the cache of the user."""
