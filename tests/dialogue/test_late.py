"""What happened before the newest event does nothing any more: what is open is asked anew, and one tap does it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.booking.model import State
from bot.booking.offers import offer
from bot.booking.waitlist import offer as offer_place
from bot.dialogue.conversation import Conversation
from bot.dialogue.engine import advance
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.turn import Book, MarkReachable, NoteTry
from tests.dialogue.talks import waiting
from tests.faults.rows import fault, twin
from tests.make import OFFICE, WEDNESDAY, booking, tokyo
from tests.talk import FIRST_BOOKING, Talk
from tests.talk import booked as up_to_review

FRIDAY, MONDAY = tokyo("2026-12-04 10:00"), tokyo("2026-12-07 13:30")
LATE = [timedelta(milliseconds=1), *(timedelta(seconds=one) for one in (1, 5, 19, 25, 300, 1800, 86_000))]


def moving() -> Talk:
    return Talk(booking=booking()).says("変更", "12/4の10時")


def cancelling() -> Talk:
    return Talk(booking=booking(state=State.CONFIRMED)).says("キャンセル", "1")


def erasing() -> Talk:
    return Talk(booking=booking()).says("消去")


def offered() -> Talk:
    made = offer(booking(), (FRIDAY, MONDAY), OFFICE, WEDNESDAY)
    return Talk(booking=made, taken=dict.fromkeys(made.places, 1)).says("確認")


def place_offered() -> Talk:
    talk = waiting()
    talk.wish = offer_place(talk.wish, tokyo("2026-12-03 14:00"), talk.now.replace(minute=45))
    talk.effects.clear()
    return talk.says("確認")


def to_wait() -> Talk:
    talk = waiting()
    talk.wish = None
    talk.effects.clear()
    return talk.says(
        "キャンセル待ち", "1", "1", "山田 太郎", "13010-12345678", "090-1234-5678", "taro@example.com", "1"
    ).says("1", "来週の午後")


FINAL = {
    "apply": (up_to_review, "申し込む"),
    "move": (moving, "変更する"),
    "cancel": (cancelling, "取り消す"),
    "erase": (erasing, "消去する"),
    "take an offer": (offered, "12月4日（金） 10:00"),
    "refuse an offer": (offered, "どれも合いません"),
    "take a place": (place_offered, "この日時で申し込む"),
    "let a place go": (place_offered, "見送る"),
    "wait": (to_wait, "キャンセル待ちに入る"),
}


def done(talk: Talk) -> list[object]:
    return [effect for effect in talk.effects if not isinstance(effect, NoteTry)]


@fault("F05", "F06", injected="an event that decides comes late")
@pytest.mark.parametrize("late", LATE, ids=str)
@pytest.mark.parametrize("way", FINAL)
@pytest.mark.parametrize("by", ["tap", "label"])
def test_what_is_older_than_the_newest_event_does_nothing(way, late, by):
    begin, label = FINAL[way]
    talk = begin()
    action = talk.button(label)
    said = {"text": label} if by == "label" else {"tap": Tap.decode(action["data"])}
    talk.sends_late(late, **said)
    assert done(talk) == []


@pytest.mark.parametrize("way", FINAL)
def test_what_is_open_is_asked_anew_and_one_tap_does_it(way):
    begin, label = FINAL[way]
    talk = begin()
    talk.sends_late(timedelta(minutes=30), tap=Tap.decode(talk.button(label)["data"]))
    assert "遅れて届いた" in "".join(talk.bot[-3:])
    assert done(talk.taps(label))


@twin("F05", "F06", without="the look at what is newer")
@pytest.mark.parametrize("way", FINAL)
def test_taken_as_it_comes_it_would_be_done(way):
    begin, label = FINAL[way]
    talk = begin()
    late = Incoming(Sort.TAP, "late", talk.now - timedelta(minutes=30), tap=Tap.decode(talk.button(label)["data"]))
    assert advance(talk.conversation, late, talk.facts()).effect


def test_leaving_the_list_late_leaves_nothing():
    talk = waiting().says("確認")
    talk.effects.clear()
    talk.sends_late(timedelta(minutes=30), text="待つのをやめる")
    assert not talk.effects
    assert talk.says("待つのをやめる").effects


@pytest.mark.parametrize("text", ["やめる", "最初から", "キャンセル", "消去"])
def test_a_late_word_does_not_end_what_is_open(text):
    talk = up_to_review()
    answers = talk.conversation.answers
    talk.sends_late(timedelta(minutes=30), text=text)
    assert talk.conversation.answers == answers
    assert {"申し込む", "続きから"} & {*talk.buttons()}


def test_that_somebody_tried_is_noted_however_late_it_arrives():
    talk = Talk(booking=booking(state=State.CONFIRMED), now=tokyo("2026-12-03 09:00")).says("確認")
    talk.sends_late(timedelta(minutes=30), text="キャンセル")
    assert [type(effect) for effect in talk.effects] == [NoteTry]
    assert OFFICE.telephone in "".join(map(str, talk.messages))


def test_a_try_is_noted_once_when_later_events_are_taken_again():
    talk = Talk(booking=booking(state=State.CONFIRMED), now=tokyo("2026-12-03 09:00")).says("キャンセル", "確認")
    talk.sends_late(timedelta(milliseconds=500), text="ヘルプ")
    assert [type(effect) for effect in talk.effects] == [NoteTry]


def test_an_answer_that_arrives_late_by_a_moment_is_put_in_its_place():
    talk = Talk().says("予約", "1", "1", "13010-12345678")
    talk.sends_late(timedelta(milliseconds=300), text="山田 太郎")
    assert {name: one.value for name, one in talk.conversation.answers.items() if name in ("name", "number")} == {
        "name": "山田 太郎",
        "number": "13010-12345678",
    }


def test_a_typed_word_in_front_of_which_a_late_answer_is_put_applies_for_nothing():
    """Who typed it saw no card with these answers."""
    talk = up_to_review().says("希望日時を変更", "申し込む")
    talk.sends_late(timedelta(milliseconds=300), text="12/4の10時")
    assert not talk.effects
    assert "申し込む" in talk.buttons()


def test_being_blocked_before_the_newest_message_is_no_news():
    talk = Talk(booking=booking()).says("確認").sends_late(timedelta(minutes=5), sort=Sort.UNFOLLOW)
    assert talk.booking.reachable


def test_what_arrives_a_day_late_does_nothing_though_nobody_knows_what_came_since():
    talk = offered()
    tap = Tap.decode(talk.button("12月4日（金） 10:00")["data"])
    fresh = Talk(booking=talk.booking, now=talk.now)
    fresh.sends_late(timedelta(hours=25), tap=tap)
    assert not fresh.effects
    assert fresh.taps("12月4日（金） 10:00").effects


# --- clocks ---


def test_an_event_from_the_far_future_makes_none_that_follows_late():
    talk = Talk()
    talk.take(Incoming(Sort.TEXT, "future", talk.now + timedelta(days=365), text="予約"))
    assert talk.conversation.newest == talk.now
    talk.taps("はい、すべて", "同意する").says("山田 太郎")
    talk.take(Incoming(Sort.TEXT, "again", talk.now + timedelta(seconds=1), text="13010-12345678", redelivered=True))
    assert set(talk.conversation.answers) == {"eligible", "consent", "name", "number"}
    talk.says("090-1234-5678", "taro@example.com", "1", "1", "12/3の14時", "申し込む")
    assert isinstance(talk.effects[-1], Book)


@pytest.mark.parametrize("ahead", [timedelta(seconds=55), timedelta(minutes=10), timedelta(days=40)], ids=str)
def test_who_is_stamped_by_a_clock_ahead_of_ours_can_book(ahead):
    talk = Talk()
    for number, text in enumerate(("予約", "1", "1", *FIRST_BOOKING, "1", "1", "12/3の14時", "申し込む")):
        talk.take(Incoming(Sort.TEXT, f"e{number}", talk.now + ahead + number * timedelta(seconds=1), text=text))
    assert isinstance(talk.effects[-1], Book)


def test_taken_at_its_own_time_it_would_silence_what_is_delivered_again():
    future = Conversation(settled=WEDNESDAY + timedelta(days=365))
    again = Incoming(Sort.TEXT, "again", WEDNESDAY, text="予約", redelivered=True)
    from bot.dialogue.order import _is_settled

    assert _is_settled(future, again)


def test_a_friendship_from_the_far_future_does_not_hide_a_block():
    talk = Talk(booking=booking(reachable=False))
    talk.take(Incoming(Sort.FOLLOW, "future", talk.now + timedelta(days=365)))
    talk.sends(Sort.UNFOLLOW)
    assert [effect.reachable for effect in talk.effects if isinstance(effect, MarkReachable)] == [True, False]


@pytest.mark.parametrize("back", [timedelta(minutes=3), timedelta(hours=2), timedelta(days=3)], ids=str)
def test_who_booked_before_our_clock_was_set_back_can_go_on_to_the_end(back):
    talk = up_to_review()
    talk.now -= back
    assert done(talk.taps("申し込む"))
    talk.says("キャンセル", "1")
    assert done(talk.taps("取り消す"))[1:]


# --- any conversation ---


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.sampled_from(sorted(FINAL)), st.data())
def test_no_late_event_does_anything_wherever_it_falls(way, data):
    begin, _ = FINAL[way]
    talk = begin()
    talk.effects.clear()
    taps = [Tap.decode(action["data"]) for action in talk.buttons().values() if action["type"] == "postback"]
    events = [*talk.events, *(Incoming(Sort.TAP, "x", talk.now, tap=tap) for tap in taps)]
    for _ in range(data.draw(st.integers(1, 4))):
        old = data.draw(st.sampled_from(events))
        late = timedelta(milliseconds=data.draw(st.integers(1, 3_600_000)))
        more = {"redelivered": data.draw(st.booleans()), "sort": old.sort, "text": old.text, "tap": old.tap}
        talk.sends_late(late, **more)
    assert done(talk) == []
