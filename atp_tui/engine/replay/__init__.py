"""Running a failure again and saying how alike the two runs are. Source: LAB.md, "Replay and minimize"."""
