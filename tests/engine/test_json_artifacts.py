"""Further files of a pack that are JSON."""

import pytest

from atp_tui.engine.artifacts import AGENT_PROOF, DECISIONS, REMOVED, STATE
from atp_tui.engine.file_fault import FileFault
from atp_tui.engine.json_artifacts import IN_LINES, fault


@pytest.mark.parametrize("name", [DECISIONS, REMOVED])
def test_a_fault_of_a_file_of_lines_is_named_by_its_line(name: str) -> None:
    assert name in IN_LINES
    assert fault(name, [b'{"a": 1}\n{"b', b'": 2}\n']) is None
    assert fault(name, [b'{"a": 1}\n7\n']) == FileFault("line 2: an object", "line 2: a number")


@pytest.mark.parametrize("name", [STATE, AGENT_PROOF])
def test_a_file_of_one_object_is_no_list(name: str) -> None:
    found = fault(name, [b"[", b"1]"])
    assert found is not None
    assert "an object" in found.expected
