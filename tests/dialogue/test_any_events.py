"""Any events in any order, while others book and staff plan: always an answer, never a dead end, never an effect
without its confirmation."""

import copy
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.booking.model import LIVE, State
from bot.booking.schedule.opening import bookable_starts, today
from bot.dialogue.incoming import Sort, Tap
from bot.dialogue.turn import Book, Cancel, Erase, MarkReachable, Move, NoteTry, SetStyle, Wait
from tests.make import OFFICE, ROOM, WEDNESDAY, WORDS, booking, tokyo
from tests.messages.faults import wrong
from tests.talk import Talk, text_of

TEXTS = st.one_of(
    st.sampled_from(
        (
            *(
                "予約",
                "確認",
                "変更",
                "キャンセル",
                "戻る",
                "やめる",
                "最初から",
                "続きから",
                "ヘルプ",
                "電話",
                "私の記録",
                "消去",
                "やさしい日本語",
                "ふつうの日本語",
            ),
            *(
                "遅れます",
                "ありがとうございます",
                "行けなくなりました",
                "1",
                "2",
                "3",
                "99",
                "はい",
                "いいえ",
                "申し込む",
                "取り消す",
            ),
            *(
                "山田 太郎",
                "13010-12345678",
                "090-1234-5678",
                "taro@example.com",
                "taro@gmial.com",
                "わからない",
                "持っていない",
            ),
            *("12/3の14時", "来週の火曜", "14時", "来週の午後", "12/3(月)", "昨日の10時", "123456789018", "氏名を変更"),
            "山田太郎、13010-12345678、090-1234-5678、taro@example.com、12/3の14時",
        )
    ),
    st.text(max_size=30),
)
CONFIRMED_BY = {
    Book: ("book", "rebook"),
    Move: ("change",),
    Cancel: ("cancel",),
    Erase: ("erase",),
    Wait: ("wait",),
}
LAST = replace(booking(state=State.ATTENDED, start=tokyo("2026-11-20 10:00")), id="b0", number="000000")
STARTS = bookable_starts(OFFICE, WEDNESDAY)
DAYS = sorted({today(start) for start in STARTS})
DETAILS = ("予約", "1", "1", "山田太郎", "13010-12345678", "090-1234-5678", "taro@example.com", "1", "1")
REVIEW = ("山田太郎、13010-12345678、090-1234-5678、taro@example.com、12/3の14時", "1", "1", "1", "1")


class AnyEvents(RuleBasedStateMachine):
    """A seeker who does anything, and staff and time that do as well."""

    words = WORDS

    @initialize(
        state=st.sampled_from([None, *sorted(LIVE)]),
        said=st.sampled_from(
            [
                *((), ("予約",), ("変更",), ("キャンセル",), ("キャンセル", "1"), ("変更", "12/4の10時")),
                *(REVIEW, DETAILS, (*DETAILS, "12/5"), (*DETAILS, "12/3"), ("変更", "12/5"), ("変更", "12/3")),
                *(("予約", "1"), (*DETAILS, "キャンセル待ち"), (*DETAILS, "キャンセル待ち", "来週")),
            ]
        ),
        known=st.sampled_from([None, None, LAST]),
    )
    def begin(self, state, said, known=None):
        self.talk = Talk(words=self.words, known=known)
        if state:
            self.talk.booking = booking(state=state, room=ROOM if state == "confirmed" else None)
        self.talk.says(*said)

    def _act(self, act):
        before = copy.copy(self.talk)
        count = len(self.talk.effects)
        act(self.talk)
        for effect in self.talk.effects[count:]:
            self._is_confirmed(effect, before)

    def _is_confirmed(self, effect, before):
        """Let an effect come of nothing but its own final button, or that button's words or number."""
        if isinstance(effect, MarkReachable | NoteTry | SetStyle):
            return
        flows, value = CONFIRMED_BY[type(effect)], "apply"
        assert before.conversation.flow in flows
        event = self.talk.events[-1]
        assert event.at >= before.conversation.newest
        shown = [Tap.decode(load) for load, _ in before.conversation.shown]
        assert value in {tap.value for tap in shown}
        assert event.sort in (Sort.TEXT, Sort.TAP)
        if event.tap:
            assert (event.tap.conversation, event.tap.value) == (before.conversation.id, value)

    @rule(text=TEXTS)
    def says(self, text):
        self._act(lambda talk: talk.says(text))
        self._is_answered()

    @rule(data=st.data())
    def taps_what_is_shown(self, data):
        loads = {
            label: action for label, action in self.talk.buttons().items() if action["type"] in ("postback", "message")
        }
        if loads:
            label = data.draw(st.sampled_from(sorted(loads)))
            self._act(lambda talk: talk._act(loads[label]))
            self._is_answered()

    @rule(
        question=st.sampled_from(["eligible", "name", "day", "time", "review", "reason", "sure"]),
        value=st.text(max_size=8),
    )
    def taps_what_was_never_shown(self, question, value):
        tap = Tap(self.talk.conversation.id, question, value)
        self._act(lambda talk: talk.sends(Sort.TAP, tap=tap))
        self._is_answered()

    @rule(data=st.data())
    def taps_an_old_button(self, data):
        taps = [event.tap for event in self.talk.events if event.tap]
        if taps:
            tap = data.draw(st.sampled_from(taps))
            self._act(lambda talk: talk.sends(Sort.TAP, tap=tap))
            self._is_answered()

    @rule(sort=st.sampled_from([Sort.STICKER, Sort.MEDIA, Sort.FOLLOW]))
    def sends_something_else(self, sort):
        self._act(lambda talk: talk.sends(sort))
        self._is_answered()

    @rule(number=st.integers(1, 9))
    def takes_a_message_back(self, number):
        self._act(lambda talk: talk.sends(Sort.UNSEND, message_id=f"m{number}"))

    @rule()
    def blocks(self):
        self._act(lambda talk: talk.sends(Sort.UNFOLLOW))

    @rule(hours=st.sampled_from([0.1, 2, 20, 30, 24 * 7]))
    def waits(self, hours):
        self.talk.waits(hours=hours)
        if self.talk.booking and self.talk.now >= self.talk.booking.end:
            self.talk.booking = None  # its outcome is entered

    @rule(full=st.booleans())
    def others_book(self, full):
        start = tokyo("2026-12-03 14:00")
        self.talk.taken[start] = OFFICE.places if full else 0

    @rule()
    def others_take_every_time_that_is_shown(self):
        for action in self.talk.buttons().values():
            value = Tap.decode(action.get("data", "")).value.removeprefix("book:")
            self.talk.taken |= {start: OFFICE.places for start in STARTS if start.isoformat() == value}

    @rule(day=st.sampled_from(DAYS))
    def others_fill_a_day(self, day):
        self.talk.taken |= {start: OFFICE.places for start in STARTS if today(start) == day}

    @rule(full=st.booleans())
    def everything_fills_up_or_falls_free(self, full):
        self.talk.taken = dict.fromkeys(STARTS, OFFICE.places) if full else {}

    @rule(day=st.sampled_from(DAYS), days=st.sampled_from([1, 92]))
    def staff_close(self, day, days):
        closed = {day + timedelta(days=ahead) for ahead in range(days)}
        self.talk.office = replace(self.talk.office, closures=frozenset({*self.talk.office.closures, *closed}))

    @rule(days=st.sampled_from([1, 7, 30, 60]))
    def the_horizon_moves(self, days):
        self.talk.office = replace(self.talk.office, horizon_days=days)

    @rule(data=st.data(), late=st.sampled_from([0.3, 5, 30, 1800]))
    def an_event_comes_late(self, data, late):
        if self.talk.events:
            old = data.draw(st.sampled_from(self.talk.events))
            span = timedelta(seconds=late)
            self._act(lambda talk: talk.sends_late(span, sort=old.sort, text=old.text, tap=old.tap))

    @rule()
    def staff_end_the_booking(self):
        self.talk.booking = None

    def _is_answered(self):
        assert self.talk.messages, self.talk.events[-1]
        assert wrong(self.talk.messages) == ""
        assert all(text_of(message).strip() for message in self.talk.messages)

    @invariant()
    def booking_cancelling_or_telephone_is_never_more_than_two_steps_away(self):
        if not hasattr(self, "talk"):
            return
        reached = copy.copy(self.talk)
        reached.events, reached.bot = list(self.talk.events), []
        reached.effects, reached.taken = [], dict(self.talk.taken)
        assert OFFICE.telephone in "".join(reached.says("電話").bot)
        cancelled = copy.copy(reached)
        cancelled.events, cancelled.bot = list(self.talk.events), []
        if self.talk.booking:
            told = "".join(cancelled.says("キャンセル").bot)
            assert "取り消し" in told
        else:
            told = "".join(cancelled.says("予約", "最初から").bot)
            assert "求職登録" in told or cancelled.said[-1].key.startswith("rebook.known.ask")

    @invariant()
    def nothing_personal_stays_when_no_flow_is_open(self):
        talk = getattr(self, "talk", None)
        if talk and not talk.conversation.flow:
            assert not talk.conversation.answers
            assert talk.conversation.consent is None


class AnyEventsInEasyWords(AnyEvents):
    """The same with who begins in やさしい日本語."""

    words = WORDS.in_style(easy=True)


TestAnyEvents = AnyEvents.TestCase
TestAnyEventsInEasyWords = AnyEventsInEasyWords.TestCase
TestAnyEvents.settings = TestAnyEventsInEasyWords.settings = settings(
    derandomize=True,
    deadline=None,
    max_examples=50,
    stateful_step_count=15,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_an_effect_without_its_confirmation_would_be_found():
    machine = AnyEvents()
    machine.begin(None, ())
    machine.talk.says("予約")
    before = copy.copy(machine.talk)
    try:
        machine._is_confirmed(Book(booking()), before)
    except AssertionError:
        return
    raise RuntimeError


def test_a_booking_that_ended_leaves_nothing_to_cancel():
    talk = Talk()
    talk.booking = replace(booking(), room=None)
    talk.says("キャンセル")
    talk.booking = None
    assert "予約はありません" in "".join(talk.says("1", "取り消す").bot)


def test_who_applies_while_staff_enter_a_booking_is_shown_that_one():
    talk = Talk().says(*REVIEW)
    talk.booking = booking()
    talk.says("申し込む")
    assert not talk.effects
    assert "申込中" in talk.bot[-1]
