"""An edited run as a new pack."""

import json
from pathlib import Path

import pytest

from atp_tui.engine.oracle.recorded_state import StateSource, known_state
from atp_tui.engine.soundness import is_sound
from atp_tui.engine.verdict import Verdict
from atp_tui.engine.what_if import WhatIf
from atp_tui.store.edited import edited_files
from atp_tui.store.open import open_pack
from atp_tui.store.pack import Pack, examine_pack
from atp_tui.store.writer import write_pack
from tests.program import PACKS, copy_of


def edited(pack: Pack, index: int, **fields: str) -> WhatIf:
    result = pack.crashpack.oracle_results[index]
    found = WhatIf(result, known_state(result, pack.states))
    for name, text in fields.items():
        found = found.edited(name, text)
    return found


@pytest.mark.parametrize(
    ("name", "index"),
    [("five-violations", 0), ("many-oracles", 3), ("clean", 0), ("hostile-text", 1), ("other-writer", 0)],
)
def test_it_is_a_sound_pack_with_its_state(name: str, index: int, tmp_path: Path) -> None:
    pack = open_pack(f"{PACKS}/{name}")
    what_if = edited(pack, index, journal_gaps="41", path_outcomes_consistent="true")
    write_pack(str(tmp_path / "new"), edited_files(pack, what_if))
    new = open_pack(str(tmp_path / "new"))
    assert is_sound(examine_pack(new).findings)
    assert [*new.events] == [*pack.events]
    assert new.crashpack.seeds == pack.crashpack.seeds
    results = new.crashpack.oracle_results
    for number, (before, after) in enumerate(zip(pack.crashpack.oracle_results, results, strict=True)):
        assert after == (what_if.result if number == index else before)
    known = known_state(results[index], new.states)
    assert (known.source, known.state, known.open_points) == (StateSource.RECORDED, what_if.state, ())


def test_the_metadata_tell_what_was_edited_and_from_where() -> None:
    pack = open_pack(f"{PACKS}/five-violations")
    files = edited_files(pack, edited(pack, 0, journal_gaps="0", manifest_hash="[x]"))
    ledger = files["evidence-ledger.json"]
    assert isinstance(ledger, bytes)
    metadata = json.loads(ledger)["metadata"]
    assert metadata["what_if.journal_gaps"] == "2 -> 0"
    assert metadata["what_if.manifest_hash"].endswith(" -> [x]")
    assert pack.reading.files.journal_digest is not None
    assert metadata["what_if.of_journal"] == pack.reading.files.journal_digest.digest
    assert {name for name in metadata if name.startswith("what_if.")} == {
        "what_if.journal_gaps",
        "what_if.manifest_hash",
        "what_if.of_journal",
    }
    assert pack.crashpack.metadata.items() <= metadata.items()


def test_an_edit_of_an_edit_is_known_as_recorded(tmp_path: Path) -> None:
    pack = open_pack(f"{PACKS}/clean")
    write_pack(str(tmp_path / "one"), edited_files(pack, edited(pack, 0, leaked_obligations="2")))
    one = open_pack(str(tmp_path / "one"))
    write_pack(str(tmp_path / "two"), edited_files(one, edited(one, 0, leaked_obligations="0")))
    two = open_pack(str(tmp_path / "two"))
    assert two.verdict is Verdict.PASSED
    assert two.crashpack.metadata["what_if.leaked_obligations"] == "2 -> 0"
    (result,) = two.crashpack.oracle_results
    assert known_state(result, two.states).state.leaked_obligations == 0
    assert is_sound(examine_pack(two).findings)


def test_a_field_that_was_not_recorded_is_recorded_only_once_it_is_edited(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    (folder / "transfer-state.json").write_bytes(b'{"transfer": {"leaked_obligations": 0}}')
    pack = open_pack(str(folder))
    (name,) = (result.oracle_name for result in pack.crashpack.oracle_results)
    state = edited_files(pack, edited(pack, 0, journal_gaps="3"))["transfer-state.json"]
    assert isinstance(state, bytes)
    assert json.loads(state) == {name: {"journal_gaps": 3, "leaked_obligations": 0}}
