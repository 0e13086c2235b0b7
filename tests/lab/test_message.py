from hypothesis import given
from hypothesis import strategies as st

from atp_tui.lab.mailbox import Mailbox
from atp_tui.lab.message import Acknowledged, Ask, FrameReader, Mark, Message, Offer, Report, Retire, Seal, Short, frame

small = st.integers(0, 2**31)
messages = st.one_of(
    st.builds(Mark, small, small),
    st.builds(Short, small, small, small),
    st.builds(Acknowledged, small, st.lists(small, max_size=4).map(tuple)),
    st.builds(Offer, small, st.lists(st.tuples(small, st.text(max_size=5)), max_size=3).map(tuple)),
    st.builds(Retire, small, st.sampled_from(("won", "drained", "failed"))),
    st.builds(Report, st.lists(st.sampled_from(("won", "racing")), max_size=3).map(tuple)),
    st.sampled_from((Seal(), Ask())),
)


@given(st.lists(messages, max_size=6), st.lists(st.integers(1, 40)))
def test_messages_come_whole_out_of_a_stream_in_any_cut(sent: list[Message], cuts: list[int]) -> None:
    stream = b"".join(frame(number, message) for number, message in enumerate(sent))
    reader, found = FrameReader(), []
    for length in cuts:
        found += reader.feed(stream[:length])
        stream = stream[length:]
    found += reader.feed(stream)
    assert found == list(enumerate(sent))


async def test_of_raced_copies_only_the_first_is_a_letter() -> None:
    mailbox = Mailbox()
    near, far, other = mailbox.slot(0, 0), mailbox.slot(1, 0), mailbox.slot(0, 1)
    near(1, Seal())
    far(1, Seal())
    far(2, Ask())
    near(2, Ask())
    other(1, Seal())
    assert [(letter.path, letter.replica, letter.content) for letter in await mailbox.letters()] == [
        (0, 0, Seal()),
        (1, 0, Ask()),
        (0, 1, Seal()),
    ]
