"""Names that a pack can carry."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atp_tui.engine.artifacts import stays_inside
from atp_tui.pytest_plugin.names import file_name, pack_name, printable


@pytest.mark.parametrize(
    ("node", "name"),
    [
        ("tests/a/test_send.py::test_burst", "test_send.py-test_burst-m-1"),
        ("tests/test_send.py::TestLoss::test_burst[a/b c]", "test_send.py-TestLoss-test_burst-a-b-c-m-1"),
        ("..", "test-m-1"),
        ("a/../..", "test-m-1"),
        ("\u00e9\u202e", "test-m-1"),
        ("x" * 200, f"{'x' * 80}-m-1"),
    ],
)
def test_a_pack_is_named_after_its_test(node: str, name: str) -> None:
    assert pack_name(node, ("m", "1")) == name


@given(st.text())
@example("-")
def test_every_name_is_safe(text: str) -> None:
    for name in (pack_name(text, ("m",)), file_name(text)):
        assert name.isascii()
        assert stays_inside(name)
        assert "/" not in name
        assert not name.startswith((".", "-", "="))
        assert len(name.encode()) < 255


def test_a_text_of_any_characters_can_be_carried() -> None:
    assert printable("a\udcffb\u00e9") == "a\\udcffb\u00e9"


def test_a_file_keeps_its_ending() -> None:
    assert file_name("server/" + "x" * 100 + ".qlog").endswith("x.qlog")
    assert file_name("../a b.txt") == "a_b.txt"
    assert file_name("..") == "file"
