import pytest

from atp_tui.store.trace.page_kinds import plain_kind, plain_kinds


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b'{"kind":"Poll"}', "Poll"),
        (b'{"seq":1,"kind":"Log","kind":"Poll"}', "Poll"),
        (b'{"kind":""}', ""),
        (b'{"kind":null}', None),
        (b'{"kind":7}', None),
        (b"{}", None),
        (b"7", None),
        (b"{", None),
    ],
)
def test_the_kind_of_an_event(raw: bytes, kind: str | None) -> None:
    assert plain_kind(raw) == kind


def test_the_kinds_of_whole_pages() -> None:
    data = b' {"kind":"Poll"},\n{"seq":2}, {"kind":"Log"} ,\n'
    assert plain_kinds(data, 3) == ["Poll", None, "Log"]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_another_number_of_events_is_left_to_the_engine(count: int) -> None:
    assert plain_kinds(b'{"kind":"Poll"},{"kind":"Log"},', count) is None


@pytest.mark.parametrize("data", [b"", b'{"kind":"Poll"}', b'{"kind":7},', b"{,", b"7,", b"[" * 100_000 + b","])
def test_what_is_not_plain_is_left_to_the_engine(data: bytes) -> None:
    assert plain_kinds(data, 1) is None
