"""What metadata tell of the log of a real run."""

from atp_tui.engine.imported import Imported, LoggedEnd, logged_ends
from atp_tui.engine.source import PackSource
from atp_tui.store.formats.native import SOURCE


def test_a_pack_of_the_lab_comes_from_no_log() -> None:
    assert Imported.of({"lab": "atp-tui", "time.clock": "system"}) is None
    assert SOURCE.of_pack({}) is SOURCE


def test_what_a_log_does_not_say_is_empty() -> None:
    assert Imported.of({"imported.from": "a.qlog", "time.origin": "x"}) == Imported("a.qlog", "x", "", "")


def test_a_log_of_a_real_run_cannot_be_run_again_and_its_time_is_not_simulated() -> None:
    source: PackSource = SOURCE.of_pack({"imported.from": "a.qlog"})
    assert source.why_not_run == "it is a log of a real run; there is nothing to run again"
    assert (source.clock, source.has_files) == ("time", True)


def test_one_log_has_one_end() -> None:
    told = {"imported.end": "server", "imported.writer": "picoquic", "time.unit": "us"}
    assert logged_ends(told) == (LoggedEnd("server", "picoquic", 1e-3),)
    assert logged_ends({}) == (LoggedEnd("unknown", "", 1.0),)
    assert logged_ends({"time.unit": "fortnight"})[0].milliseconds == 1.0


def test_two_logs_have_the_client_first() -> None:
    told = {"imported.server.end": "server", "imported.client.end": "client", "imported.client.writer": "quic-go"}
    assert logged_ends({**told, "time.server.unit": "us"}) == (
        LoggedEnd("client", "quic-go", 1.0),
        LoggedEnd("server", "", 1e-3),
    )
