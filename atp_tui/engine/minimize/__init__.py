"""Cutting a failure down to its cause, or a trace to a shorter reading. Source: LAB.md, "Replay and minimize"."""
