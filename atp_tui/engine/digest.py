"""journal.digest: hash and length of the journal. Source: FORMAT.md section 5, row 3."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from atp_tui.engine.lines import whole_number

_FORM: Final = re.compile(r"digest: (sha256:[0-9a-f]{64})\nbytes: (0|[1-9][0-9]*)\n")


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of some bytes as ``sha256:`` and 64 hex digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class JournalDigest(NamedTuple):
    """Hash and length of the bytes of a journal."""

    digest: str
    """``sha256:`` and 64 hex digits."""
    size: int
    """Length in bytes."""

    @classmethod
    def of(cls, journal: bytes | Iterable[bytes]) -> "JournalDigest":
        """Return the digest of a journal's bytes, which may be given in pieces."""
        digest, size = hashlib.sha256(), 0
        for piece in (journal,) if isinstance(journal, bytes) else journal:
            digest.update(piece)
            size += len(piece)
        return cls(f"sha256:{digest.hexdigest()}", size)

    @classmethod
    def read(cls, text: str) -> "JournalDigest | None":
        """Return the digest that journal.digest gives, or None where it is not in the format's form."""
        match = _FORM.fullmatch(text)
        size = whole_number(match[2], 64) if match else None
        return cls(match[1], size) if match and size is not None else None

    def write(self) -> str:
        """Return the content of journal.digest."""
        return f"digest: {self.digest}\nbytes: {self.size}\n"
