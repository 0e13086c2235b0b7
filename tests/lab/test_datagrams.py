from math import inf

from atp_tui.lab.datagrams import LOST, DatagramsUnderWay, drawn_fate
from atp_tui.lab.decision import Fate
from atp_tui.lab.dice import Dice
from atp_tui.lab.trace import Recorder, WrittenEvent


def fates(count: int = 1_000, **odds: float) -> list[Fate]:
    dice = Dice(1, "link")
    given = {"loss": 0.0, "reorder": 0.0, **odds}
    return [drawn_fate(dice, jitter_ns=3_000_000, **given) for _ in range(count)]


def test_a_fate_is_drawn_from_the_odds() -> None:
    assert sum(fate.lost for fate in fates(loss=0.3)) in range(240, 360)
    assert all(0 <= fate.delay_ns <= 3_000_000 and fate.copy_ns is None for fate in fates())
    assert sum(fate.delay_ns >= 12_000_000 for fate in fates(reorder=0.2)) in range(150, 250)
    assert sum(fate.copy_ns is not None for fate in fates(duplicate=0.2)) in range(150, 250)


def test_where_nothing_is_doubled_no_dice_are_rolled_for_it() -> None:
    assert fates(duplicate=0.0) == fates()


def test_datagrams_arrive_in_the_order_of_their_times() -> None:
    recorder = Recorder()
    under_way: DatagramsUnderWay[str] = DatagramsUnderWay(recorder)
    assert under_way.next_time == inf
    for number, fate in enumerate((Fate(delay_ns=50), Fate(), LOST, Fate(copy_ns=20))):
        title = under_way.send("a to b", number, bytes(number))
        under_way.carry(title, f"end {number}", bytes(number), 100, fate)
    under_way.lose("another", " in the dark")
    assert under_way.next_time == 100 / 1e9
    assert list(under_way.arrived(99)) == []
    assert list(under_way.arrived(150)) == [("end 1", b"\0"), ("end 3", bytes(3)), ("end 3", bytes(3)), ("end 0", b"")]
    assert under_way.next_time == inf
    assert [message(event) for event in recorder.written()] == [
        "DatagramSent: udp datagram 0 on a to b sent: 0 bytes",
        "DatagramSent: udp datagram 1 on a to b sent: 1 bytes",
        "DatagramSent: udp datagram 2 on a to b sent: 2 bytes",
        "DatagramLost: udp datagram 2 on a to b lost",
        "DatagramSent: udp datagram 3 on a to b sent: 3 bytes",
        "DatagramLost: another lost in the dark",
        "DatagramReceived: udp datagram 1 on a to b received",
        "DatagramReceived: udp datagram 3 on a to b received",
        "DatagramReceived: udp datagram 3 on a to b, a copy, received",
        "DatagramReceived: udp datagram 0 on a to b received",
    ]


def message(event: WrittenEvent) -> str:
    _, kind, data = event
    assert isinstance(data, dict)
    return f"{kind}: {data['Message']}"
