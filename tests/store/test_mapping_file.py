"""Mappings that a person names."""

from pathlib import Path

import pytest

from atp_tui.engine.errors import CrashpackError
from atp_tui.engine.records.builtin import builtin
from atp_tui.store.mapping_file import MAPPING_LIMIT, mapping_of


def test_a_name_and_a_file_are_mappings(tmp_path: Path) -> None:
    assert mapping_of("zap") is builtin("zap")
    path = tmp_path / "ours.toml"
    path.write_text("[fields]\nmessage = 'm'\n")
    assert mapping_of(str(path)).name == "ours.toml"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[fields]\nmesage = 'm'\n", "fields.mesage: expected one of time, message, "),
        (b"[fields\n", "expected TOML, found "),
        (b"\xff", "expected UTF-8, found "),
        (b"#" * (MAPPING_LIMIT + 1), f"expected at most {MAPPING_LIMIT} bytes, found {MAPPING_LIMIT + 1} bytes"),
        (b"a" + b"=[" * 5_000, "expected TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_name(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(data)
    with pytest.raises(CrashpackError) as raised:
        mapping_of(str(path))
    assert str(raised.value).startswith(f"{path}: ")
    assert said in str(raised.value)


def test_what_is_no_name_and_no_file_leads_to_the_names(tmp_path: Path) -> None:
    with pytest.raises(CrashpackError) as raised:
        mapping_of(str(tmp_path / "zip"))
    assert str(raised.value).endswith("the mappings by name are otlp, tracing, slog, zap, structlog, lines")
