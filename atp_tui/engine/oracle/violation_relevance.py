"""The events that are relevant to a violation, also where no check reports violations of its type."""

import re
from itertools import islice
from types import MappingProxyType
from typing import Final

from atp_tui.engine.oracle.checks import ATP_CHECK_OF
from atp_tui.engine.record import Violation
from atp_tui.engine.relevance import Relevance
from atp_tui.engine.trace import small_letters

_LONG: Final = 8
"""Characters from which on a value of evidence, such as a hash, is a word that events may contain."""

MAX_VALUES: Final = 64
"""Values of one violation's evidence that are words, too: each event is compared with every one of them."""

_OTHER_FORMS: Final = MappingProxyType({"loss": "lost", "leak": "leaked", "delay": "late"})
"""The form of a word in messages where a violation type has another."""

_WORD: Final = re.compile(r"[A-Za-z]{4,}")


def relevance_of(violation: Violation) -> Relevance:
    """Return the test for events relevant to *violation*: that of its check, or else the words of its type."""
    long = (value for value in violation.evidence.values() if len(value) >= _LONG)
    values = tuple(small_letters(value) for value in islice(long, MAX_VALUES))
    check = ATP_CHECK_OF.get(violation.violation_type)
    if check is None:
        words = tuple(word.lower() for word in _WORD.findall(violation.violation_type))
        others = tuple(_OTHER_FORMS[word] for word in words if word in _OTHER_FORMS)
        return Relevance(words + others + values)
    known = check.relevance
    return Relevance(known.words + values, known.kinds, known.silenced_by)
