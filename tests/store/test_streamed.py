"""A pack that is streamed tells what one that is loaded tells."""

from pathlib import Path

import pytest

from atp_tui.engine import IoError, Lane
from atp_tui.store.pack import Pack, examine_pack, open_pack
from atp_tui.store.streamed import open_streamed
from tests.program import FOREIGN, PACKS, RECORDED, copy_of, descriptors

LONG = ("transfer.atp-trace", "pathlog", "quiclog", "repairlog")


def both(path: Path) -> tuple[Pack, Pack]:
    return open_pack(str(path)), open_streamed(str(path))


def require_alike(path: Path) -> None:
    loaded, streamed = both(path)
    assert streamed.reading == loaded.reading
    assert streamed.states == loaded.states
    assert list(streamed.events) == list(loaded.events)
    assert examine_pack(streamed) == examine_pack(loaded)


@pytest.mark.parametrize("name", FOREIGN)
def test_foreign_packs(name: str) -> None:
    require_alike(PACKS / name)


@pytest.mark.parametrize("name", RECORDED)
def test_a_record_in_one_file(name: str) -> None:
    path = PACKS / f"{name}.record.json"
    loaded, streamed = both(path)
    assert list(streamed.events) == list(loaded.events)
    assert streamed.crashpack == loaded.crashpack


@pytest.mark.parametrize("name", LONG)
def test_a_long_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    (copy_of("five-violations", tmp_path) / name).unlink()
    require_alike(tmp_path / "five-violations")


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("damage", [b"\xff", b"\xe2\x82", b"\xc3\x28", b"\xed\xa0\x80"])
@pytest.mark.parametrize("at", [0, 5, -1, None])
def test_a_long_file_that_is_no_utf8(tmp_path: Path, name: str, damage: bytes, at: int | None) -> None:
    path = copy_of("five-violations", tmp_path) / name
    data = path.read_bytes()
    path.write_bytes(data + damage if at is None else data[:at] + damage + data[at:])
    require_alike(path.parent)


def test_a_character_that_two_chunks_share(tmp_path: Path) -> None:
    path = copy_of("clean", tmp_path) / "quiclog"
    for more in (b"\xe2\x82\xac", b"\xe2\x82", b"\xe2\x82(", b"\xef\xbb\xbf"):
        path.write_bytes(b"x" * ((1 << 20) - 1) + more)
        require_alike(path.parent)
    path.write_bytes(b"\xef\xbb\xbfx")
    require_alike(path.parent)


def test_events_are_found_by_place_and_lane() -> None:
    loaded, streamed = both(PACKS / "five-violations")
    for lane in (*Lane, None):
        assert streamed.events.count(lane) == loaded.events.count(lane)
        for row in range(0, loaded.events.count(lane), 7):
            place = streamed.events.place(lane, row)
            assert place == loaded.events.place(lane, row)
            assert streamed.events.at(place) == loaded.events.at(place)
            assert streamed.events.row(lane, place) == row


def test_what_is_no_pack_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(IoError):
            open_streamed(str(path))


def test_no_descriptor_is_left_open() -> None:
    before = descriptors()
    pack = open_streamed(str(PACKS / "clean"))
    next(iter(pack.events))
    examine_pack(pack)
    assert descriptors() == before
