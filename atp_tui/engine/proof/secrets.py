"""Finding what looks like a secret in a command, and putting ``<redacted-N>`` in its place.

Two ways of knowing one: the name before it is on a deny-list, or the word is long and as good as random. A short secret
without a name cannot be known, so a person should still look.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

DENIED: Final = frozenset(
    {
        *("auth", "authorization", "bearer", "cookie", "credential", "credentials", "passphrase", "passwd", "password"),
        *("secret", "secrets", "token", "tokens", "apikey", "accesskey", "privatekey", "secretkey"),
    }
)
"""Words in a name that say that a secret follows."""

DENIED_PAIRS: Final = frozenset(
    {("api", "key"), ("access", "key"), ("private", "key"), ("secret", "key"), ("signing", "key"), ("session", "key")}
)
"""Pairs of words that say so together."""

_HARMLESS_ENDS: Final = frozenset({"file", "path", "dir", "name", "url", "type", "count", "length", "ttl"})
"""A name that ends so names something about a secret, not the secret."""

REDACTED: Final = re.compile(r"<redacted-[1-9][0-9]*>")
_NAMED: Final = re.compile(r"-{0,2}([A-Za-z][\w.-]*)[=:](.+)", re.DOTALL)
_OPTION: Final = re.compile(r"--?([A-Za-z][\w.-]*)|([A-Za-z][\w.-]*):")
_SCHEMES: Final = frozenset({"bearer", "basic", "token"})
_LOGIN: Final = re.compile(r"://[^/@:\s]*+:([^/@\s]++)@")
_PARTS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_CANDIDATE: Final = re.compile(r"[A-Za-z0-9+/_=-]{16,}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a word looks like that is as good as random."""

    form: re.Pattern[str]
    entropy: float
    """The least bits a character."""
    parts: float
    """The least number of runs of letters or digits a character: written words have long runs."""


_SHAPES: Final = (
    Shape(re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{32,}|(?=.*[0-9])(?=.*[A-F])[0-9A-F]{32,}"), 3.0, 0.2),
    Shape(re.compile(r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/_-]{20,}={0,2}"), 3.7, 0.4),
    Shape(re.compile(r"(?=.*[0-9])(?=.*[a-z])[a-z0-9]{20,}"), 3.4, 0.2),
    Shape(re.compile(r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9]{20,}"), 3.4, 0.2),
    # What the keys of well-known services begin with.
    Shape(re.compile(r"AKIA[0-9A-Z]{16}|gh[a-z]_[A-Za-z0-9]{20,}|(?:sk|pk|xox[a-z])-[A-Za-z0-9_-]{16,}"), 0.0, 0.0),
)
_KEY_FILE: Final = "PRIVATE KEY-----"
"""What stands in the first line of a private key."""


class Secret(NamedTuple):
    """Where something stands that looks like a secret."""

    word: int
    """Which word of the command, from 0."""
    begin: int
    end: int
    why: str


class _Token(NamedTuple):
    word: int
    begin: int
    text: str
    is_whole: bool
    """Whether it is the word of the command as it stands."""


def secrets_in(argv: Sequence[str], known: AbstractSet[str] = frozenset()) -> tuple[Secret, ...]:
    """Return what looks like a secret in the words of a command.

    Args:
        argv: The command as a list of words; a word that holds several, as for ``sh -c``, is looked into.
        known: Long words that are none, such as commit ids.
    """
    tokens = [
        _Token(number, match.start(), match.group(), match.group() == word)
        for number, word in enumerate(argv)
        for match in re.finditer(r"\S+", word)
    ]
    keys = [
        Secret(number, 0, len(word), "it is a private key") for number, word in enumerate(argv) if _KEY_FILE in word
    ]
    found = {(key.word, key.begin): key for key in keys}
    for place, token in enumerate(tokens):
        for secret in (*_by_name(argv, tokens, place), *_by_shape(token, known)):
            if REDACTED.sub("", argv[secret.word][secret.begin : secret.end]).strip():
                found.setdefault((secret.word, secret.begin), secret)
    return tuple(found[key] for key in sorted(found))


def is_denied(name: str) -> bool:
    """Return whether a name suggests that its value is a secret."""
    words = [part.lower() for part in _PARTS.findall(name)]
    if not words or words[-1] in _HARMLESS_ENDS:
        return False
    return any(word in DENIED for word in words) or any(pair in DENIED_PAIRS for pair in pairwise(words))


def is_secret_value(name: str, value: str, known: AbstractSet[str] = frozenset()) -> bool:
    """Return whether the value of a variable looks like a secret, by its name or by itself."""
    if not REDACTED.sub("", value).strip():
        return False
    return is_denied(name) or bool(secrets_in((value,), known))


class Redactor:
    """Puts ``<redacted-N>`` in place of secrets, the same N for the same secret, from 1 on."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    @property
    def count(self) -> int:
        """How many secrets were found so far."""
        return len(self._numbers)

    def argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        """Return the words of a command without secrets."""
        words = list(argv)
        # Marks are given from the front and put in from the end, so that the places found stay right.
        marked = [(each, self._mark(argv[each.word][each.begin : each.end])) for each in _apart(secrets_in(argv))]
        for secret, mark in reversed(marked):
            word = words[secret.word]
            words[secret.word] = word[: secret.begin] + mark + word[secret.end :]
        return tuple(words)

    def environment(self, variables: Mapping[str, str]) -> dict[str, str]:
        """Return variables with whole values in place of those that look like secrets."""
        return {name: self._mark(value) if is_secret_value(name, value) else value for name, value in variables.items()}

    def _mark(self, secret: str) -> str:
        return f"<redacted-{self._numbers.setdefault(secret, len(self._numbers) + 1)}>"


def _apart(secrets: Sequence[Secret]) -> list[Secret]:
    """Those of the secrets that do not lie inside one before them."""
    kept: list[Secret] = []
    for secret in secrets:
        if not kept or secret.word != kept[-1].word or secret.begin >= kept[-1].end:
            kept.append(secret)
    return kept


def _by_name(argv: Sequence[str], tokens: Sequence[_Token], place: int) -> Iterator[Secret]:
    token = tokens[place]
    named = _NAMED.fullmatch(token.text)
    if named is not None and is_denied(named[1]):
        yield Secret(token.word, token.begin + named.start(2), token.begin + named.end(2), f"it is named {named[1]}")
    login = _LOGIN.search(token.text)
    if login is not None:
        yield Secret(token.word, token.begin + login.start(1), token.begin + login.end(1), "it is a login's password")
    option = _OPTION.fullmatch(token.text)
    if option is not None and is_denied(option[1] or option[2]):
        following = _value_after(tokens, place)
        if following is not None:
            why = f"it is named {option[1] or option[2]}"
            is_word = token.is_whole and following.word == token.word + 1
            begin, end = (0, len(argv[following.word])) if is_word else (following.begin, _end(following))
            yield Secret(following.word, begin, end, why)


def _value_after(tokens: Sequence[_Token], place: int) -> _Token | None:
    """The value that follows a name; the scheme of an authorization before it is passed over."""
    for token in tokens[place + 1 : place + 3]:
        if token.text.lower() not in _SCHEMES:
            return None if token.text.startswith("--") else token
    return None


def _by_shape(token: _Token, known: AbstractSet[str]) -> Iterator[Secret]:
    for match in _CANDIDATE.finditer(token.text):
        # The name before a sign of equality is no part of the word.
        name, sign, rest = match.group().partition("=")
        word, skipped = (rest, len(name) + 1) if sign and rest.strip("=") else (match.group(), 0)
        if word not in known and any(_is_of(shape, word) for shape in _SHAPES):
            begin = token.begin + match.start() + skipped
            yield Secret(token.word, begin, begin + len(word), f"{len(word)} characters that look random")


def _is_of(shape: Shape, word: str) -> bool:
    return shape.form.fullmatch(word) is not None and _entropy(word) >= shape.entropy and _parts(word) >= shape.parts


def _entropy(word: str) -> float:
    """Bits a character, after Shannon."""
    counts = Counter(word).values()
    return -math.fsum(count / len(word) * math.log2(count / len(word)) for count in counts)


def _parts(word: str) -> float:
    """Runs of letters or digits a character; a capital may begin a run of small letters."""
    runs = _PARTS.findall(word)
    return len(runs) / max(sum(map(len, runs)), 1)


def _end(token: _Token) -> int:
    return token.begin + len(token.text)
