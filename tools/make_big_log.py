"""Write a large qlog file to measure with, and print as JSON how many events it has.

    python tools/make_big_log.py EVENTS FILE [--framing seq|json|lines] [--seed N]

The log is that of a server which sends one stream: packets, acknowledgements, metrics, and a loss now and then, whose
data is sent again. The same seed gives the same bytes. A million events are about 200 MB.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PAYLOAD: Final = 1200
LOSS_EVERY: Final = 500
METRICS_EVERY: Final = 8
COMMON: Final = {"group_id": "5f2d54df0c875916", "time_format": "relative", "reference_time": 1700000000000.25}
TRACE: Final = {"vantage_point": {"name": "make_big_log", "type": "server"}, "common_fields": COMMON}


def data_of_sent(number: int, offset: int) -> dict[str, object]:
    """A packet with a STREAM frame."""
    frame = {"frame_type": "stream", "stream_id": 0, "offset": offset, "length": PAYLOAD, "fin": False}
    header = {"packet_type": "1RTT", "packet_number": number}
    return {"header": header, "raw": {"length": PAYLOAD + 40}, "frames": [frame]}


def data_of_received(number: int, first: int, last: int) -> dict[str, object]:
    """A packet with an ACK frame."""
    frame = {"frame_type": "ack", "ack_delay": 0.5, "acked_ranges": [[first, last]]}
    return {"header": {"packet_type": "1RTT", "packet_number": number}, "raw": {"length": 40}, "frames": [frame]}


def events(count: int, seed: int) -> Iterator[str]:
    """Yield the JSON of each event."""
    dice = random.Random(seed)  # noqa: S311 - the same bytes each time
    nanoseconds = sent = received = offset = lost = 0
    for place in range(count):
        nanoseconds += dice.randrange(1_000, 200_000)
        if place % METRICS_EVERY == METRICS_EVERY - 1:
            name = "recovery:metrics_updated"
            data: dict[str, object] = {"latest_rtt": 20 + dice.random(), "congestion_window": 120_000 + place}
        elif place % LOSS_EVERY == LOSS_EVERY - 2 and sent - lost > 1:
            name, lost = "recovery:packet_lost", sent
            data = {"header": {"packet_type": "1RTT", "packet_number": sent - 1}, "trigger": "reordering_threshold"}
            offset -= PAYLOAD
        elif place % 2:
            name, received = "transport:packet_received", received + 1
            data = data_of_received(received, lost, max(lost, sent - 1))
        else:
            name = "transport:packet_sent"
            data = data_of_sent(sent, offset)
            sent, offset = sent + 1, offset + PAYLOAD
        time = f"{nanoseconds // 1_000_000}.{nanoseconds % 1_000_000:06}"
        yield f'{{"time":{time},"name":"{name}","data":{json.dumps(data, separators=(",", ":"))}}}'


def write(path: Path, count: int, framing: str, seed: int) -> None:
    """Write a log of so many events."""
    label = {"seq": "JSON-SEQ", "json": "JSON", "lines": "NDJSON"}[framing]
    head = {"qlog_version": "0.3", "qlog_format": label}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        if framing == "json":
            file.write(json.dumps(head | {"traces": [TRACE | {"events": []}]})[: -len("]}]}")])
            for place, event in enumerate(events(count, seed)):
                file.write(",\n" * bool(place) + event)
            file.write("]}]}")
            return
        begin = "\x1e" if framing == "seq" else ""
        file.write(begin + json.dumps(head | {"trace": TRACE}) + "\n")
        for event in events(count, seed):
            file.write(f"{begin}{event}\n")


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--framing", choices=("seq", "json", "lines"), default="seq")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    write(given.file, given.events, given.framing, given.seed)
    print(json.dumps({"events": given.events, "bytes": given.file.stat().st_size}))


if __name__ == "__main__":
    main()
