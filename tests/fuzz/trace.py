"""Fuzzes the reader of a trace: ``python -m tests.fuzz.trace -runs=N tests/fuzz/corpus/trace``."""

from tests.fuzz.target import fuzz

if __name__ == "__main__":
    fuzz("trace")
