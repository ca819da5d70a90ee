"""Events that come twice, late or out of order end where the orderly run ends."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.turn import Book
from tests.faults.rows import fault, twin
from tests.make import tokyo
from tests.talk import FIRST_BOOKING, Talk
from tests.talk import booked as up_to_review

TYPED = ("予約", "はい、すべて", "同意する", *FIRST_BOOKING, "職業相談", "必要ない", "12/3の14時")
STUMBLING = (
    "予約",
    "1",
    "1",
    "山田 太郎",
    "戻る",
    "山田 次郎",
    "ヘルプ",
    "13010",
    "13010-12345678",
    "電話",
    "09012345678",
)
AGAIN = ("予約", "1", "やめる", "こんにちは", "予約", "1", "1", "髙橋", "わからない")


def events_of(talk: Talk) -> list[Incoming]:
    return talk.events


def run(events: list[Incoming]) -> Talk:
    """Deliver events in the given order, each event id once, as the store's guard sees to."""
    talk, seen = Talk(), set()
    for event in events:
        if event.event_id not in seen:
            seen.add(event.event_id)
            talk.now = max(talk.now, event.at)
            talk.take(event)
    return talk


def state(talk: Talk) -> tuple[object, ...]:
    """Give what must be the same in the end."""
    held = {name: answer.value for name, answer in talk.conversation.answers.items()}
    done = [
        (effect.booking.start, sorted(effect.booking.answers.items()))
        for effect in talk.effects
        if isinstance(effect, Book)
    ]
    return talk.conversation.id, talk.conversation.flow, held, dict(talk.conversation.tries), done


CONVERSATIONS = {
    "typed": events_of(Talk().says(*TYPED)),
    "stumbling": events_of(Talk().says(*STUMBLING)),
    "again": events_of(Talk().says(*AGAIN)),
    "tapped to the end": events_of(up_to_review().taps("氏名を変更").says("鈴木 一郎").taps("申し込む")),
    "with a sticker": events_of(Talk().says("予約", "1").sends(Sort.STICKER).says("1", "山田")),
}


@fault("F06", injected="whole talks shuffled and repeated")
@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.sampled_from(sorted(CONVERSATIONS)), st.data())
def test_shuffled_and_repeated_events_end_where_the_orderly_run_ends(name, data):
    orderly = CONVERSATIONS[name]
    repeated = orderly + data.draw(st.lists(st.sampled_from(orderly), max_size=5))
    assert state(run(data.draw(st.permutations(repeated)))) == state(run(orderly))


@twin("F06", without="putting events in their order")
def test_taking_events_as_they_come_would_end_elsewhere():
    from bot.dialogue.engine import advance

    shuffled = [*CONVERSATIONS["typed"][:1], *reversed(CONVERSATIONS["typed"][1:])]
    talk = Talk()
    for event in shuffled:
        talk.conversation = advance(talk.conversation, event, talk.facts()).conversation
    assert state(talk) != state(run(CONVERSATIONS["typed"]))


@fault("F05", injected="an event comes hours after the booking")
def test_an_event_redelivered_hours_after_the_booking_changes_nothing_and_is_not_answered():
    talk = up_to_review()
    late = replace(talk.events[4], event_id="lost-on-the-way", redelivered=True)
    talk.taps("申し込む").waits(hours=3)
    turn = talk.take(late)
    assert not turn.says
    assert not turn.effect
    assert len(talk.effects) == 1


def test_a_clock_set_far_back_does_not_silence_the_seeker():
    talk = Talk().says("予約", "1", "1")
    talk.now -= timedelta(days=3)
    assert "求職番号" in talk.says("山田 太郎").bot[-1]


def test_events_of_one_moment_are_taken_as_they_come():
    talk = Talk()
    for number, text in enumerate(TYPED):
        talk.take(Incoming(Sort.TEXT, f"{9 - number}", talk.now, text=text))
    assert "申し込む" in talk.buttons()


def test_what_is_kept_for_reordering_stays_small():
    talk = Talk().says("予約")
    for number in range(100):
        talk.says(f"ヘルプ{number}")
    assert len(talk.conversation.past) <= 40
    assert talk.conversation.base is not None
    assert talk.conversation.base.past == ()


def test_leaving_forgets_what_is_kept_for_reordering_as_well():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "やめる")
    assert "山田" not in repr(talk.conversation)
    assert talk.conversation.answers == Conversation().answers


def test_a_late_event_does_not_apply_again_for_a_time_given_up():
    talk = up_to_review()
    talk.taken[tokyo("2026-12-03 14:00")] = 2
    talk.taps("申し込む").taps("12月3日（木） 13:00")
    late = Incoming(Sort.TEXT, "late", talk.events[-3].at, text="ヘルプ")
    talk.taken[tokyo("2026-12-03 14:00")] = 0
    talk.take(late)
    assert not talk.effects


def test_being_blocked_before_coming_back_does_not_count_afterwards():
    talk = up_to_review().taps("申し込む").sends(Sort.FOLLOW)
    late = replace(talk.events[-1], sort=Sort.UNFOLLOW, event_id="late", at=talk.now - timedelta(seconds=5))
    talk.take(late)
    assert talk.booking.reachable
