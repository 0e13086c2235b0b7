"""Campaigns: many runs of the lab from one specification, written into the database of a fleet."""
