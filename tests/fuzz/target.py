"""What a fuzzed reader has in common with the others: the program is watched while it is loaded, then fed."""

import sys

import atheris

with atheris.instrument_imports(include=["atp_tui"]):
    from tests.parsers import PARSERS, told


def fuzz(name: str) -> None:
    """Feed the reader of a name until the options of the command line are satisfied; never returns."""
    parser = PARSERS[name]
    atheris.Setup(sys.argv, lambda data: told(parser, data) and None)
    atheris.Fuzz()
