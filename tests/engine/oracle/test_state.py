"""The transfer state."""

import pytest

from atp_tui.engine import InvalidFormatError, TransferState
from tests.strategies import U32_MAX

COUNTS = ("journal_gaps", "pending_operations", "leaked_obligations")


def test_an_empty_state() -> None:
    assert TransferState().model_dump() == {
        "manifest_hash": "",
        "expected_manifest_hash": "",
        "journal_gaps": 0,
        "pending_operations": 0,
        "leaked_obligations": 0,
        "path_outcomes_consistent": True,
    }


@pytest.mark.parametrize("field", COUNTS)
@pytest.mark.parametrize("value", [0, 1, U32_MAX - 1, U32_MAX])
def test_a_count_inside_u32_is_kept(field: str, value: int) -> None:
    assert getattr(TransferState.read({field: value}), field) == value


@pytest.mark.parametrize("field", COUNTS)
@pytest.mark.parametrize("value", [-1, U32_MAX + 1, 2**64, 1.0, 1.5, True, "1", None, [1]])
def test_what_is_no_u32_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        TransferState.read({field: value})
    assert caught.value.place == field


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("path_outcomes_consistent", value) for value in (0, 1, "true", "yes", None, 1.0)),
        *(("manifest_hash", value) for value in (0, None, b"00", ["a"], "\ud800")),
        ("further", 1),
    ],
)
def test_another_type_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InvalidFormatError) as caught:
        TransferState.read({field: value})
    assert caught.value.place == field


@pytest.mark.parametrize("value", [3, "a", None, []])
def test_what_is_no_object_is_no_state(value: object) -> None:
    with pytest.raises(InvalidFormatError, match="expected an object"):
        TransferState.read(value)
