"""The changes that tools/mutate.py tries, and the list of those that no test can notice."""

from pathlib import Path

import pytest

from tools import mutations
from tools.mutations import equivalents, mutants

SOURCE = '''"""Text."""
from typing import Final, TypeVar
__all__ = ["a"]
T = TypeVar("T")
TABLE: Final = {"a": 1, "b": True}
TRIPLE = ("x", "y z", b"é")
@decorated(1)
def f(a: int = 3) -> "int":
    """Text."""
    for x in a:
        if x < 2 and not x:
            break
    x.y = min(x, 1) + g(x, a)
    log("two words", f"{x + 1}")
    return [b for b in zip(a, a, strict=True)]
'''.replace('b"é"', 'b"e"')


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[int, list[str]]:
    """The changes of a module by line."""
    monkeypatch.setattr(mutations, "ROOT", tmp_path)
    (tmp_path / "m.py").write_text(SOURCE)
    lines: dict[int, list[str]] = {}
    for mutant in mutants("m.py"):
        compile(mutant.applied(SOURCE.encode()), "m.py", "exec")
        assert (mutant.function == 7) is (mutant.line > 8)
        lines.setdefault(mutant.line, []).append(mutant.change)
    return lines


def test_tables_constants_and_defaults_are_changed(found: dict[int, list[str]]) -> None:
    assert set(found[5]) == {
        "{'a': 1, 'b': True} -> ({'b': True})".replace("{'a': 1, 'b': True} ->", '{"a": 1, "b": True} ->'),
        '{"a": 1, "b": True} -> ({\'a\': 1})',
        "\"a\" -> 'a~'",
        "\"b\" -> 'b~'",
        "1 -> 2",
        "1 -> (0)",
        "True -> False",
    }
    assert len([change for change in found[6] if change.startswith('("x"')]) == 3
    assert not any("z~" in change for change in found[6]), "texts of several words are told to people only"
    assert found[8] == ["3 -> 4", "3 -> (2)"]


def test_conditions_flow_and_calls_are_changed(found: dict[int, list[str]]) -> None:
    assert set(found[11]) == {
        "x < 2 and not x -> (x < 2 or not x)",
        "x < 2 and not x -> (not (x < 2 and (not x)))",
        "x < 2 -> (x <= 2)",
        "2 -> 3",
        "2 -> (1)",
        "not x -> (x)",
    }
    assert found[12] == ["break -> continue"]
    assert set(found[13]) == {
        "x.y = min(x, 1) + g(x, a) -> pass",
        "min(x, 1) + g(x, a) -> (min(x, 1) - g(x, a))",
        "g(x, a) -> (g(a, x))",
        "1 -> 2",
        "1 -> (0)",
    }
    assert set(found[14]) == {
        'log("two words", f"{x + 1}") -> pass',
        "log(\"two words\", f\"{x + 1}\") -> (log(f'{x + 1}', 'two words'))",
    }
    assert found[15] == ["return [b for b in zip(a, a, strict=True)] -> return None"]


def test_what_has_no_effect_on_a_run_is_left_alone(found: dict[int, list[str]]) -> None:
    assert not {1, 2, 3, 4, 7, 9} & set(found)


def test_each_change_listed_as_equivalent_can_still_be_made_and_has_a_reason() -> None:
    listed = equivalents()
    possible = {mutant.key for module in {module for module, _, _ in listed} for mutant in mutants(module)}
    assert set(listed) - possible == set()
    assert all(len(reason.split()) > 3 for reason in listed.values())
