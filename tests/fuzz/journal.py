"""Fuzzes the reader of a journal: ``python -m tests.fuzz.journal -runs=N tests/fuzz/corpus/journal``."""

from tests.fuzz.target import fuzz

if __name__ == "__main__":
    fuzz("journal")
