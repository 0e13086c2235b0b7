"""The table of the places of records."""

from hypothesis import given
from hypothesis import strategies as st

from atp_tui.engine.source_table import SIZE, SourceEntry, pack_entry, read_entry


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(0, 255))
def test_an_entry_is_read_as_it_was_written(offset: int, length: int, log: int) -> None:
    data = pack_entry(offset, length, log)
    assert len(data) == SIZE
    assert read_entry(data) == SourceEntry(offset, length, log)


def test_a_part_of_an_entry_is_none() -> None:
    assert read_entry(b"") is None
    assert read_entry(bytes(SIZE - 1)) is None
