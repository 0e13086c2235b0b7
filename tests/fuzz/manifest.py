"""Fuzzes the reader of a manifest: ``python -m tests.fuzz.manifest -runs=N tests/fuzz/corpus/manifest``."""

from tests.fuzz.target import fuzz

if __name__ == "__main__":
    fuzz("manifest")
