"""Fuzzes the reader of an evidence ledger: ``python -m tests.fuzz.ledger -runs=N tests/fuzz/corpus/ledger``."""

from tests.fuzz.target import fuzz

if __name__ == "__main__":
    fuzz("ledger")
