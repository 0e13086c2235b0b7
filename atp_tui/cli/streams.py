"""The three standard streams, each open on its own descriptor, however the program was started."""

import os
import sys
from typing import Final

_STREAMS: Final = (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_RDONLY, "w"))
"""Name, how the null device is opened so that using the stream fails, and the mode of the stream, by descriptor."""


def open_standard_streams() -> None:
    """Open each standard stream that the program was started without; reading or writing it fails as on a closed one.

    Otherwise the next file that is opened would get descriptor 0, 1 or 2, and what is printed would go into that file.
    """
    for descriptor, (name, flags, mode) in enumerate(_STREAMS):
        if not _is_open(descriptor):
            # The lowest free number is the one that is given, and all lower ones are open by now.
            os.set_inheritable(os.open(os.devnull, flags), True)
        if getattr(sys, name) is None:
            stream = open(descriptor, mode, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - a descriptor, open until the end
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True
