import pytest

from atp_tui.engine.json_ambiguity import has_repeated_key, is_odd, oddity

MOST = 2**64 - 1
NUMBER = f"of at most {MOST}"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('{"seq":1,"kind":"a:b"}', None),
        ('{"a":1,"b":{"a":2},"c":[{"a":3}]}', None),
        ('{"a":1,"a":2}', ("each key once", 'the key "a" twice in one object')),
        ('{"b":{"é":1,"x":2,"é":3}}', ("each key once", 'the key "é" twice in one object')),
        ('{"b":{"y":1,"y":2},"b":0}', ("each key once", 'the key "y" twice in one object')),
        ('{"a":1e999,"a":2}', ("each key once", 'the key "a" twice in one object')),
        ('{"a":1e999}', None),
        (f'{{"seq":{MOST},"time":{MOST}}}', None),
        (f'{{"seq":{MOST + 1}}}', (f"seq {NUMBER}", str(MOST + 1))),
        (f'{{"time":{MOST + 1}}}', (f"time {NUMBER}", str(MOST + 1))),
        (f'{{"time":{"1" * 40}}}', (f"time {NUMBER}", "1" * 40)),
        (f'{{"time":{"1" * 41}}}', (f"time {NUMBER}", "a number of 41 digits")),
        (f'{{"other":{"1" * 41}}}', None),
        (f'{{"time":-{"1" * 41}}}', None),
        (f'{{"time":"{"1" * 41}"}}', None),
        (f'{{"seq":{"1" * 21},"time":{"1" * 22}}}', (f"seq {NUMBER}", "1" * 21)),
        (f'{{"seq":{"1" * 21},"a":1,"a":1}}', ("each key once", 'the key "a" twice in one object')),
    ],
)
def test_what_other_readers_may_take_otherwise(raw: str, expected: tuple[str, str] | None) -> None:
    assert oddity(raw.encode()) == expected
    assert is_odd(raw.encode()) is (expected is not None)
    assert has_repeated_key(raw.encode()) is (expected is not None and expected[0] == "each key once")
