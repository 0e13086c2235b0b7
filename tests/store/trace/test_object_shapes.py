"""What is said of an object by its shape is what decoding it says."""

import numpy as np
import pytest

from atp_tui.engine.json_ambiguity import has_repeated_key
from atp_tui.store.trace import object_shapes
from atp_tui.store.trace.fast_text import Regions
from atp_tui.store.trace.object_shapes import Judged, Shapes, shape_of
from atp_tui.store.trace.words import Window


def task(task: str, region: str = "R1") -> bytes:
    return f'{{\n      "Task": {{\n        "task": "{task}",\n        "region": "{region}"\n      }}\n    }}'.encode()


def judged(objects: list[bytes], shapes: Shapes | None = None) -> Judged:
    whole = b'",' + b'"},{"'.join(objects)
    window = Window(len(whole))
    window.store[: len(whole)] = np.frombuffer(whole, dtype=np.uint8)
    sizes = np.array([len(text) for text in objects], dtype=np.int64)
    low = 2 + np.cumsum(sizes + 5) - sizes - 5
    return (shapes or Shapes()).judge(window, Regions(low, low + sizes))


def rows(objects: list[bytes], shapes: Shapes | None = None) -> list[tuple[bool, bool, int, int]]:
    found = judged(objects, shapes)
    columns = (found.valid, found.odd, found.quotes, found.controls)
    return list(zip(*(column.tolist() for column in columns), strict=True))


PLAIN = (True, False, 10, 5)


def test_objects_of_one_shape_are_decoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []

    def count(raw: bytes) -> bool:
        decoded.append(raw)
        return False

    monkeypatch.setattr(object_shapes, "has_repeated_key", count)
    texts = [task(f"T{number}", "x" * (number % 60)) for number in range(200)]
    shapes = Shapes()
    assert rows(texts, shapes) == rows(texts, shapes) == [PLAIN] * 200
    assert decoded == texts[:1]


@pytest.mark.parametrize(
    "other",
    [
        b'{\n      "a": 1\n    }',
        b'{\n      "a": [1, "b", ": ", "c"]\n    }',
        b'{"a": ": ", "b": ": "}',
        b'{"a":"1","a":"2"}',
        b'{"a":"","a" : ""}',
        task("T1").replace(b"region", b"task"),
        task("x" * 70),
        task("T1") + b"\n",
        b'{"' + b"k" * 250 + b'": "a"}',
        b"{" + b",".join(b'"k%d":"v"' % number for number in range(12)) + b"}",
    ],
)
def test_other_valid_objects_are_what_decoding_says(other: bytes) -> None:
    expected = (True, has_repeated_key(other), other.count(b'"'), sum(byte < 0x20 for byte in other))
    assert rows([task("T1"), other, task("T2"), other]) == [PLAIN, expected, PLAIN, expected]


@pytest.mark.parametrize(
    "other",
    [
        task('T"'),
        task('T", "x": "'),
        task("T1", '", "a": ').replace(b'"region"', b'"region'),
        task("T1")[:-1],
        task("T1")[:-1] + b"]",
        task("T1").replace(b"region", b'reg"ion'),
        task("T1").replace(b"T1", b"\xff").replace(b"task", b"tusk"),
        b'{"a":01}',
        b'{"a":' * 600 + b"1" + b"}" * 600,
        b"{",
    ],
)
def test_objects_that_are_not_valid_are_found_among_valid_ones(other: bytes) -> None:
    valid = judged([task("T1"), other, task("T2"), other, task("T3")]).valid.tolist()
    is_json = other == task('T", "x": "')
    assert valid == [True, is_json, True, is_json, True]


def test_a_text_may_have_bytes_that_others_look_at() -> None:
    controls, no_text = task("a\nb"), task("\xff").replace(b"\xc3\xbf", b"\xff")
    assert rows([task("T1"), controls, no_text]) == [PLAIN] * 3
    assert sum(byte < 0x20 for byte in controls) == 6, "one more than it may have"


@pytest.mark.parametrize("raw", [task("a\\n"), task("a\nb"), b'{"a":01}', b'{"a":"\xff"}'])
def test_an_object_whose_bytes_may_mislead_gives_no_shape(raw: bytes) -> None:
    assert shape_of(raw) is None


def test_what_follows_a_text_with_a_colon_is_no_text() -> None:
    shape = shape_of(b'{"a": [": ", "b"]}')
    assert shape is not None
    assert shape.parts == (b'{"a": ["', b'", "', b'"]}')


def test_many_shapes_in_one_window_are_right_and_those_of_the_last_window_are_kept() -> None:
    texts = [b'{"k%d":"%d"}' % (number % 30, number) for number in range(120)]
    shapes = Shapes()
    assert rows(texts, shapes) == rows(texts, shapes) == [(True, False, 4, 0)] * 120
    assert rows([], shapes) == []
