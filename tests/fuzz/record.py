"""Fuzzes the reader of a record in one document: ``python -m tests.fuzz.record -runs=N tests/fuzz/corpus/record``."""

from tests.fuzz.target import fuzz

if __name__ == "__main__":
    fuzz("record")
