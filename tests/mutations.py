"""Malformed packs, each made anew from its seed: the packs of this project and of others with a few things spoiled."""

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from atp_tui.engine.proof.statement import write_statement
from tests.hostile import PAYLOADS
from tests.proofs import bundle

TESTS: Final = Path(__file__).parent
FOLDERS: Final = (TESTS / "packs", TESTS.parent / "sample_packs")
EVENTS_KEPT: Final = 40
"""Events that most traces are cut to, so that a pack is read in a moment; the logs are cut alike."""

Files = dict[str, bytes]
Mutation = Callable[[random.Random, bytes], bytes]

_TOKEN: Final = re.compile(rb"[A-Za-z_]+|[0-9]+|[^\sA-Za-z0-9_]")
_NUMBER: Final = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_TEXT: Final = re.compile(rb'"[^"\\]*"')

NUMBERS: Final = (
    *(b"0", b"-0", b"-1", b"00", b"1e999", b"-1e999", b"1E-400", b"0.1", b"NaN", b"Infinity", b"-Infinity", b"1_0"),
    *(b"4294967295", b"4294967296", b"9007199254740993", b"18446744073709551615", b"18446744073709551616"),
    *(
        b"9" * 400,
        b"9" * 5000,
        b"\xd9\xa3",
        b"0x10",
        b"1.",
        b".5",
        b"",
        b"1e5",
        b"340282366920938463463374607431768211456",
    ),
)
TOKENS: Final = (
    *(b"null", b"true", b"false", b"{}", b"[]", b'""', b'"None"', b"[[[", b"}}}", b'{"Message":7}', b"{", b"}", b"["),
    *(b"]", b'"', b"\\", b"\\u", b"\\ud800", b"\\u0000", b"\n", b"\r\n", b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80"),
    *(
        b"\xef\xbb\xbf",
        b"\xfe\xff",
        b"\t",
        b": ",
        b"- ",
        b"# ",
        b"oracle: x",
        b"- type: x",
        b"evidence:",
        b"passed: true",
    ),
    *(
        b"metadata.",
        b"seeds:",
        b"artifact_paths:",
        b"../",
        b"/etc/passwd",
        b"\x85",
        b"\xe2\x80\xa8",
        b"[" * 300,
        b"{}," * 90,
    ),
)
WORDS: Final = tuple(text.encode("utf-8", "surrogatepass") for text in PAYLOADS.values())


def _place(dice: random.Random, data: bytes) -> int:
    return dice.randint(0, len(data))


def flipped(dice: random.Random, data: bytes) -> bytes:
    """Some bits are turned over."""
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 3, 30)) if spoiled else 0):
        spoiled[dice.randrange(len(spoiled))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def cut(dice: random.Random, data: bytes) -> bytes:
    """The end, the front, or a part between is missing."""
    first, last = sorted((_place(dice, data), _place(dice, data)))
    return dice.choice((data[:first], data[last:], data[:first] + data[last:], data[:-1], b""))


def repeated(dice: random.Random, data: bytes) -> bytes:
    """A part stands several times."""
    first, last = sorted((_place(dice, data), _place(dice, data)))
    return data[:last] + data[first:last] * dice.choice((1, 1, 2, 5)) + data[last:]


def with_random_bytes(dice: random.Random, data: bytes) -> bytes:
    """Random bytes stand at a place, or are all there is."""
    place, noise = _place(dice, data), dice.randbytes(dice.choice((1, 4, 200)))
    return dice.choice((data[:place] + noise + data[place:], data[:place] + noise + data[place + len(noise) :], noise))


def with_other_lines(dice: random.Random, data: bytes) -> bytes:
    """Lines are removed, doubled, swapped, or indented otherwise."""
    lines = data.split(b"\n")
    for _ in range(dice.choice((1, 1, 2, 5))):
        one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(5):
            case 0 if len(lines) > 1:
                del lines[one]
            case 1:
                lines.insert(other, lines[one])
            case 2:
                lines[one], lines[other] = lines[other], lines[one]
            case 3:
                lines[one] = lines[one].lstrip() if dice.random() < 0.5 else b"    " + lines[one]
            case _:
                lines[one] += lines[other]
    return b"\n".join(lines)


def _replaced(dice: random.Random, data: bytes, pattern: "re.Pattern[bytes]", by: tuple[bytes, ...]) -> bytes:
    found = [match.span() for match in pattern.finditer(data)]
    for first, last in sorted(dice.sample(found, min(len(found), dice.choice((1, 1, 3)))), reverse=True):
        data = data[:first] + dice.choice(by) + data[last:]
    return data


def with_other_numbers(dice: random.Random, data: bytes) -> bytes:
    """Numbers are huge, negative, none."""
    return _replaced(dice, data, _NUMBER, NUMBERS)


def with_other_tokens(dice: random.Random, data: bytes) -> bytes:
    """Words and signs are others."""
    found = tuple(dice.sample(_TOKEN.findall(data), 1)) if _TOKEN.search(data) else ()
    return _replaced(dice, data, _TOKEN, (*TOKENS, *found * 20))


def with_hostile_text(dice: random.Random, data: bytes) -> bytes:
    """Texts hold what acts on a terminal, as it stands or escaped."""
    word = dice.choice(WORDS)
    escaped = b"".join(b"\\u%04x" % code if code < 0x20 or code == 0x22 else bytes([code]) for code in word)
    return _replaced(dice, data, _TEXT, (b'"' + word + b'"', b'"' + escaped + b'"', word))


MUTATIONS: Final[tuple[Mutation, ...]] = (
    flipped,
    cut,
    repeated,
    with_random_bytes,
    with_other_lines,
    with_other_numbers,
    with_other_tokens,
    with_hostile_text,
)


@cache
def sources() -> Mapping[str, Files]:
    """The packs that are spoiled, by name: their files, each with a proof and the record where there is one."""
    found: dict[str, Files] = {}
    for folder in FOLDERS:
        for pack in sorted(path for path in folder.iterdir() if path.is_dir()):
            found[f"{folder.name}/{pack.name}"] = {
                path.name: path.read_bytes() for path in pack.iterdir() if path.is_file()
            }
    proof = write_statement(bundle(), is_signed=False)
    return {name: {**files, "agent-proof.json": proof} for name, files in found.items()}


@cache
def records() -> tuple[bytes, ...]:
    """The records as one document that are spoiled."""
    return tuple(path.read_bytes() for path in sorted((TESTS / "packs").glob("*.json")))


def shortened(files: Files) -> Files:
    """The same pack with the beginning of its trace and logs."""
    short = dict(files)
    for name, content in files.items():
        if name == "transfer.atp-trace":
            events = content.split(b"\n  },\n")
            short[name] = (
                content if len(events) <= EVENTS_KEPT else b"\n  },\n".join(events[:EVENTS_KEPT]) + b"\n  }\n]"
            )
        elif name.endswith("log"):
            short[name] = b"\n".join(content.split(b"\n")[:EVENTS_KEPT])
    return short


def mutated(seed: int) -> Files:
    """The files of the malformed pack number *seed*."""
    dice = random.Random(f"pack {seed}")
    packs = sources()
    files = dict(packs[dice.choice(sorted(packs))])
    if dice.random() < 0.9:
        files = shortened(files)
    for _ in range(dice.choice((1, 1, 2, 4))):
        name = dice.choice(sorted(files))
        if dice.random() < 0.1:
            files[name] = _spliced(dice, files[name], dice.choice([*files.values(), *records()]))
        elif dice.random() < 0.05 and len(files) > 1:
            del files[name]
        else:
            files[name] = dice.choice(MUTATIONS)(dice, files[name])
    return files


def _spliced(dice: random.Random, one: bytes, other: bytes) -> bytes:
    return one[: _place(dice, one)] + other[_place(dice, other) :]


def mutated_record(seed: int) -> bytes:
    """The malformed record in one document number *seed*."""
    dice = random.Random(f"record {seed}")
    record = dice.choice(records())
    for _ in range(dice.choice((1, 1, 2))):
        record = dice.choice(MUTATIONS)(dice, record)
    return record


def write(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder that is not there yet."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder
