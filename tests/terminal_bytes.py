"""What a terminal may send that no keyboard does."""

import random
from typing import Final

NASTY: Final = (
    b"\xff\xfe\x80",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\x1b[1114112u",
    b"\x1b[55296u",
    b"\x1b[55296;1;57343u",
    b"\x1b[97:65;2u",
    b"\x1b[97;2:1;65:u",
    b"\x1b[:;:u",
    b"\x1b[" + b"9" * 25 + b"u",
    b"\x1b[1;" + b"9" * 25 + b"A",
    b"\x1b[<0;99999999999999999;1M",
    b"\x1b[<0;1;99999999M",
    b"\x1b[<9999999999;1;1M",
    b"\x1b[<64;0;-5M",
    b"\x1b[<;;M",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[M   ",
    b"\x1b[48;0;0;0;0t",
    b"\x1b[48;99999999;99999999;1;1t",
    b"\x1b[48;1:2;3:4;5:6;7:8t",
    b"\x1b[?2048;9$y",
    b"\x1b[?2026;2$y",
    b"\x1b[9999999;9999999R",
    b"\x1b[0;0R",
    b"\x1b]11;rgb:1c1c/1c1c/1c1c\x07",
    b"\x1b]52;c;" + b"cXE=" * 20 + b"\x1b\\",
    b"\x1bP>|xterm(370)\x1b\\",
    b"\x1b[?64;1;2;6q",
    b"\x1b[>0;276;0c",
    b"\x1b[?1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16c",
    b"\x1b[[A",
    b"\x1b[I\x1b[O",
    b"\x1b[201~",
    b"\x1b[200~\x1b]0;title\x07\xff\x00\x1b[31m pasted\r\nlines\x1b[201~",
    b"\x1b\x1b\x1b[",
    b"\x00",
    "e\u0301\u200d\ufe0f\u202e漢😀".encode(),
)
"""Bytes that are no UTF-8, impossible key codes, mouse reports, sizes and answers, and pastes full of signs."""

ENDLESS: Final = b"\x1b[200~never ended"
"""A paste without an end."""

_LEAVING: Final = bytes.maketrans(b"qQ\x03\x10\x11\x1a\x1c", b".......")


def noise(dice: random.Random, length: int) -> bytes:
    """Return random bytes, among them parts of escape sequences; no key that ends or suspends the program."""
    made = b""
    while len(made) < length:
        kind = dice.random()
        if kind < 0.4:
            piece = dice.choice(NASTY)
            made += piece if dice.random() < 0.7 else piece[: dice.randrange(len(piece) + 1)]
        elif kind < 0.7:
            made += b"\x1b[" + bytes(dice.choice(b"0123456789;:<>?$ ~ABCDHMRmtuyIO") for _ in range(dice.randrange(20)))
        elif kind < 0.73:
            made += ENDLESS
        else:
            made += dice.randbytes(dice.randrange(1, 12))
    return made.translate(_LEAVING)
