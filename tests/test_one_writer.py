"""All writing goes through one room; what else writes stands here with the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "atp_tui"

WRITERS = ("unique_name", "durable_write", "writer", "file_writer", "destination", "spool")
ROOM = frozenset(f"atp_tui/store/{name}.py" for name in WRITERS)
"""Makes files, and gives them their names; proves beforehand that it can."""

WRITING = {
    "os": {"fsync", "link", "mkdir", "makedirs", "mkfifo", "mknod", "removedirs", "rename", "renames"}
    | {"replace", "rmdir", "symlink", "truncate", "ftruncate", "unlink", "remove", "write", "pwrite", "writev"},
    "shutil": {"copy", "copy2", "copyfile", "copytree", "move", "rmtree", "make_archive", "unpack_archive"},
    "tempfile": {"mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "TemporaryDirectory", "mktemp"},
}
METHODS = {"write_text", "write_bytes", "touch", "symlink_to", "hardlink_to", "unlink", "rmdir", "chmod"}
"""Methods of a path that change the disk; what lists and strings have too is not among them."""
READING = {"r", "rb"}

EXCEPTIONS = {
    "atp_tui/cli/output.py:os.open": "/dev/null in place of a stream that takes nothing",
    "atp_tui/cli/proof/record.py:open": "/dev/null in place of a stream that is closed",
    "atp_tui/cli/streams.py:open": "/dev/null in place of a stream that is closed",
    "atp_tui/fleet/campaign/directory.py:os.makedirs": "the directory of a campaign, which may be there",
    "atp_tui/fleet/campaign/keep.py:os.makedirs": "the directory of its packs, which may be there",
    "atp_tui/fleet/database.py:os.makedirs": "the user's own directory for state",
    "atp_tui/fleet/database.py:os.open": "an empty file, which SQLite makes a database of",
    "atp_tui/fleet/prune.py:os.rmdir": "the directories of packs that a person has asked to delete",
    "atp_tui/fleet/prune.py:os.unlink": "the files of these packs",
    "atp_tui/pytest_plugin/attempt.py:mkdir": "a folder of pytest's temporary directory, for the qlogs of a test",
    "atp_tui/pytest_plugin/attempt.py:shutil.rmtree": "that folder, which may hold secrets of TLS",
    "atp_tui/pytest_plugin/pack.py:mkdir": "the directory of the packs, which may be there",
    "atp_tui/rerun/kept_cause.py:tempfile.TemporaryDirectory": "a pack for another Python to read, removed after that",
    "atp_tui/store/archive/cache.py:chmod": "the user's own cache of unpacked archives, for the user alone",
    "atp_tui/store/archive/cache.py:os.makedirs": "as above",
    "atp_tui/store/archive/cache.py:os.mkdir": "a new folder in it, for what is not whole yet",
    "atp_tui/store/archive/cache.py:os.unlink": "lists of packs that are no longer needed",
    "atp_tui/store/archive/cache.py:shutil.rmtree": "what is not whole and stays so",
    "atp_tui/store/archive/kept.py:os.rename": "an unpacked archive that goes loses its name first",
    "atp_tui/store/archive/kept.py:shutil.rmtree": "and then its files",
    "atp_tui/store/archive/unpack.py:os.mkdir": "the folders of an archive, in a folder that is not whole yet",
    "atp_tui/store/archive/unpack.py:os.unlink": "an archive inside, which becomes a folder there",
    "atp_tui/store/logs/stdin.py:tempfile.TemporaryFile": "what stdin gives, in a file without a name",
    "atp_tui/store/theme_file.py:os.makedirs": "the user's own directory of settings, where the theme is remembered",
    "atp_tui/store/user_dirs.py:mkdir": "the user's own cache, which holds nothing that cannot be made again",
    "atp_tui/store/user_dirs.py:chmod": "as above, for the user alone",
    "atp_tui/store/trace/index_cache.py:unlink": "indexes that are no longer whole or needed",
    "atp_tui/tui/terminal/file.py:os.write": "the terminal",
    "atp_tui/tui/terminal/file.py:os.open": "the terminal",
}
"""What writes elsewhere, by file and call."""


def writes(text: str) -> Iterator[str]:
    """Give the calls of a source that write to the disk, or may."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (found := written_by(node)):
            yield found


def written_by(call: ast.Call) -> str:
    """How a call that writes is called; empty where it does not."""
    said = [ast.unparse(argument) for argument in (*call.args, *(keyword.value for keyword in call.keywords))]
    if isinstance(call.func, ast.Name):
        return "open" if call.func.id == "open" and not set(said) & {repr(mode) for mode in READING} else ""
    if not isinstance(call.func, ast.Attribute):
        return ""
    owner, name = ast.unparse(call.func.value), call.func.attr
    if owner == "os" and name == "fdopen":
        return "" if set(said) & {repr(mode) for mode in READING} else "os.fdopen"
    if owner == "os" and name == "open":
        return "os.open" if any("O_WRONLY" in word or "O_RDWR" in word or "O_CREAT" in word for word in said) else ""
    if name in WRITING.get(owner, ()):
        return f"{owner}.{name}"
    is_path = (
        name in METHODS or (name == "mkdir" and owner != "os") or (name == "replace" and owner.startswith("Path("))
    )
    opens_to_write = name == "open" and any(word[:2] in ("'w", "'a", "'x") or "+" in word for word in said)
    return name if is_path or opens_to_write else ""


def found_in(package: Path) -> set[str]:
    """Every call that writes, outside of the room."""
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    return {f"{name}:{call}" for name, text in sources.items() if name not in ROOM for call in writes(text)}


def test_all_writing_goes_through_one_room() -> None:
    assert found_in(PACKAGE) == set(EXCEPTIONS)
    assert all(EXCEPTIONS.values())


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ('open(path, "w")', "open"),
        ("open(path, mode)", "open"),
        ('path.open("ab")', "open"),
        ('Path(name).write_text("x")', "write_text"),
        ('p.write_bytes(b"x")', "write_bytes"),
        ("os.rename(a, b)", "os.rename"),
        ("os.open(path, os.O_WRONLY | os.O_CREAT)", "os.open"),
        ('os.fdopen(found, "wb")', "os.fdopen"),
        ("Path(a).replace(b)", "replace"),
        ("shutil.rmtree(a)", "shutil.rmtree"),
        ("tempfile.mkstemp()", "tempfile.mkstemp"),
        ("folder.mkdir()", "mkdir"),
    ],
)
def test_a_call_that_writes_is_found(text: str, call: str) -> None:
    assert list(writes(text)) == [call]


@pytest.mark.parametrize(
    "text", ['open(path, "rb")', "os.open(path, os.O_RDONLY)", 'text.replace("a", "b")', "os.stat(a)"]
)
def test_a_call_that_reads_is_not(text: str) -> None:
    assert list(writes(text)) == []
