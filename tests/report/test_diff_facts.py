from pathlib import Path

from atp_tui.engine import Crashpack, OracleResult, Severity, Violation, write_record
from atp_tui.report.diff_facts import facts_of
from atp_tui.report.model import report_of
from atp_tui.store.open import open_pack
from atp_tui.store.pack import examine_pack
from tests.lab_packs import written
from tests.program import PACKS, copy_of


def facts(path: Path) -> dict[str, dict[str, str]]:
    pack = open_pack(str(path))
    return facts_of(pack, report_of(pack, examine_pack(pack)))


def test_every_section_tells_what_the_pack_tells() -> None:
    found = facts(PACKS / "five-violations")
    names = ["verdict", "violations", "state", "ledger", "seeds", "metadata", "object", "soundness"]
    assert list(found) == names
    assert found["verdict"]["verdict"].startswith("FAILED")
    assert len(found["violations"]) == 5
    assert all(": " in name for name in found["violations"])
    assert len(found["state"]) == 6


def test_results_of_one_name_are_told_apart() -> None:
    pack = open_pack(str(PACKS / "many-oracles"))
    found = facts(PACKS / "many-oracles")
    assert len(found["ledger"]) == len(pack.crashpack.oracle_results)
    assert len(found["violations"]) == len(pack.crashpack.violations)
    assert len(found["state"]) == 6 * len(pack.crashpack.oracle_results)


def test_the_second_of_one_name_has_the_number_two(tmp_path: Path) -> None:
    violation = Violation(violation_type="lost", description="one is gone", severity=Severity.HIGH)
    result = OracleResult(oracle_name="transfer", violations=(violation, violation, violation), passed=False)
    path = tmp_path / "record.json"
    path.write_bytes(write_record(Crashpack(oracle_results=(result, result))))
    found = facts(path)
    assert list(found["violations"]) == ["transfer: lost", *(f"transfer: lost ({number})" for number in range(2, 7))]
    assert [name for name in found["state"] if name.endswith("(2)")] == [
        f"{name} (2)" for name in found["state"] if not name.endswith(")")
    ]


def test_the_object_has_a_section_and_the_trace_speaks_for_itself(tmp_path: Path) -> None:
    found = facts(written(tmp_path, "flipped-bit"))
    assert set(found["object"]) == {"sent", "from", "stored.0", "stored.1"}
    assert not [key for key in found["metadata"] if key.startswith(("object.", "trace."))]
    assert found["ledger"] == {"transfer": "failed, log10 BF 1.6, Strong"}


def test_what_is_not_sound_is_told() -> None:
    assert any("failed" in text for text in facts(PACKS / "damaged")["soundness"].values())


def test_a_field_that_is_not_recorded_is_not_told_as_that_of_an_empty_state(tmp_path: Path) -> None:
    folder = copy_of("clean", tmp_path)
    (folder / "transfer-state.json").write_bytes(b'{"transfer": {"leaked_obligations": 0}}')
    told = facts(folder)["state"]
    assert told["transfer: leaked_obligations"] == "0"
    assert told["transfer: journal_gaps"] == told["transfer: manifest_hash"] == "not recorded"
