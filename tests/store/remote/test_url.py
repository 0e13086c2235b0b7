import pytest

from atp_tui.engine.errors import InvalidFormatError
from atp_tui.store.remote.url import SshUrl, parse_ssh, scheme_of


@pytest.mark.parametrize(
    ("word", "scheme"),
    [
        ("ssh://lab/crash", "ssh"),
        ("SSH://lab/crash", "ssh"),
        ("s3://bucket/a", "s3"),
        ("git+ssh://lab/crash", "git+ssh"),
        ("./ssh://lab/crash", ""),
        ("ssh:/lab", ""),
        ("crash!a://b", ""),
        ("3s://a", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_url_begins_with_its_scheme(word: str, scheme: str) -> None:
    assert scheme_of(word) == scheme


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("ssh://lab/srv/crash", SshUrl("lab", "", "/srv/crash")),
        ("ssh://me@lab:2222/srv/crash/", SshUrl("me@lab", "2222", "/srv/crash/")),
        ("ssh://lab/~/crash", SshUrl("lab", "", "crash")),
        ("ssh://lab/~", SshUrl("lab", "", ".")),
        ("ssh://lab/~/", SshUrl("lab", "", ".")),
        ("ssh://[fe80::1%eth0]:22/a b%20c", SshUrl("fe80::1%eth0", "22", "/a b%20c")),
        ("ssh://lab/", SshUrl("lab", "", "/")),
    ],
)
def test_the_parts_of_a_url_are_taken_as_they_were_typed(url: str, parts: SshUrl) -> None:
    assert parse_ssh(url) == parts


@pytest.mark.parametrize(
    "url",
    [
        "ssh://-oProxyCommand=id/tmp",
        "ssh://me@-oProxyCommand=id/tmp",
        "ssh://-l@lab/tmp",
        "ssh:///tmp",
        "ssh://lab",
        "ssh://@lab/tmp",
        "ssh://lab:port/tmp",
        "ssh://lab:222222/tmp",
        "ssh://la b/tmp",
        "ssh://[::1/tmp",
        "ssh://lab/a\0b",
    ],
)
def test_what_ssh_could_take_for_an_option_is_refused(url: str) -> None:
    with pytest.raises(InvalidFormatError, match="expected ssh://"):
        parse_ssh(url)
