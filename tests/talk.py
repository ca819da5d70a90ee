"""A conversation with the pure core, driven as a seeker drives it: says, taps, sends a sticker."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from bot.booking.model import Booking
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.order import take
from bot.dialogue.turn import (
    Book,
    Cancel,
    ChangeWish,
    Correct,
    Effect,
    Facts,
    LeaveMessage,
    MarkReachable,
    Move,
    RefuseOffer,
    Say,
    TakeOffer,
    TakePlace,
    Turn,
    Wait,
)
from bot.dialogue.words import Words
from bot.messages.line import render
from bot.messages.understanding import shared_lexicon
from tests.make import OFFICE, TERMS, USER, WEDNESDAY, WORDS

NESTED = (dict, list)  # what may hold parts of a message
BLANK = Conversation()  # of everybody who begins
MOST_KEPT = 500  # turns


@dataclass
class Talk:
    """Keeps the conversation, the time and what the bot said last, as LINE's messages."""

    now: datetime = WEDNESDAY
    taken: dict[datetime, int] = field(default_factory=dict)
    conversation: Conversation = BLANK
    booking: Booking | None = None
    wish: WaitingWish | None = None
    known: Booking | None = None
    staff_messages: tuple[StaffMessage, ...] = ()
    effects: list[Effect] = field(default_factory=list)
    bot: list[str] = field(default_factory=list)
    said: Sequence[Say] = ()
    messages: list[dict[str, Any]] = field(default_factory=list)
    events: list[Incoming] = field(default_factory=list)
    office: Any = OFFICE
    terms: Any = TERMS
    words: Any = None
    taps_made: int = 0
    texts_typed: int = 0

    style: ClassVar[Words] = WORDS

    def __post_init__(self) -> None:
        """Begin in the style in which all talks of this kind begin."""
        self.words = self.words or self.style

    def says(self, *texts: str) -> "Talk":
        """Type each text."""
        for text in texts:
            self.texts_typed += 1
            self._take(Sort.TEXT, text=text)
        return self

    def taps(self, *labels: str) -> "Talk":
        """Tap the button with each label, among those that the last messages carry."""
        for label in labels:
            self.taps_made += 1
            self._act(self.button(label))
        return self

    def sends(self, sort: Sort, **more: Any) -> "Talk":
        """Send anything else."""
        self._take(sort, **more)
        return self

    def sends_late(self, late: timedelta, **more: Any) -> "Talk":
        """Let an event arrive that happened some time before the newest one: a text, a tap, or what `sort` says."""
        number, newest = len(self.events) + 1, self.events[-1].at if self.events else self.now
        self.now += timedelta(seconds=1)
        sort = more.pop("sort", Sort.TAP if more.get("tap") else Sort.TEXT)
        self.take(Incoming(sort, f"e{number}", newest - late, message_id=f"m{number}", **more))
        return self

    def waits(self, **span: float) -> "Talk":
        """Let time pass."""
        self.now += timedelta(**span)
        return self

    def buttons(self) -> dict[str, Mapping[str, Any]]:
        """Give every button of the last answer by its label, but for those that stand beside any question."""
        always = {self.words(way.label) for say in self.said for way in say.always}
        return {label: action for label, action in self.every_button().items() if label not in always}

    def every_button(self) -> dict[str, Mapping[str, Any]]:
        """Give every button of the last answer by its label."""
        return {action["label"]: action for action in actions(self.messages)}

    def button(self, label: str) -> Mapping[str, Any]:
        """Give a button of the last answer by its label in either style."""
        own = self.every_button()
        if label in own:
            return own[label]
        other = actions(render(self.said, self.words.in_style(easy=not self.words.easy)))
        return {two["label"]: one for one, two in zip(actions(self.messages), other, strict=True)}[label]

    def _act(self, action: Mapping[str, Any]) -> None:
        if action["type"] == "message":
            self._take(Sort.TEXT, text=action["text"])
        else:
            self._take(Sort.TAP, tap=Tap.decode(action["data"]))

    def _take(self, sort: Sort, **more: Any) -> None:
        self.now += timedelta(seconds=1)
        number = len(self.events) + 1
        more.setdefault("message_id", f"m{number}")
        self.take(Incoming(sort, f"e{number}", self.now, **more))

    def take(self, incoming: Incoming) -> Turn:
        """Hand any event to the core and keep what comes of it."""
        self.events.append(incoming)
        step = stepped(self.conversation, incoming, self.facts(), self.words)
        self.conversation = step.turn.conversation
        self._perform(step.turn.effect)
        self.words, self.said, self.messages = step.words_after, step.turn.says, list(step.messages)
        self.bot += step.texts
        return step.turn

    def _perform(self, effect: Effect | None) -> None:
        if effect:
            self.effects.append(effect)
        match effect:
            case Book(booking):
                self.booking, self.wish = booking, None
                self.taken[booking.start] = self.taken.get(booking.start, 0) + 1
            case MarkReachable(booking, reachable):
                self.booking = replace(booking, reachable=reachable)
            case Move(booking) | TakeOffer(booking) | RefuseOffer(booking):
                self.booking = booking
            case Cancel():
                self.booking = None
            case Correct(after):
                self._correct(after)
            case Wait() | ChangeWish() | TakePlace():
                self._perform_waiting(effect)

    def _correct(self, after: Booking | WaitingWish) -> None:
        if isinstance(after, Booking):
            self.booking = after
        else:
            self.wish = after

    def _perform_waiting(self, effect: Wait | ChangeWish | TakePlace) -> None:
        self.wish = effect.wish if effect.wish.is_live else None
        if isinstance(effect, TakePlace):
            self.booking = effect.booking

    def left_messages(self) -> list[StaffMessage]:
        """Give the messages for staff that were left in this talk."""
        return [one.message for one in self.effects if isinstance(one, LeaveMessage)]

    def facts(self) -> Facts:
        """Give what the core may know now."""
        return Facts(
            now=self.now,
            office=self.office,
            words=self.words,
            terms=self.terms,
            terms_url="https://madoguchi.example/terms",
            lexicon=shared_lexicon(),
            user=USER,
            taken=dict(self.taken),
            booking=self.booking,
            wish=self.wish,
            known=self.known,
            staff_messages=(
                *self.staff_messages,
                *(one.message for one in self.effects if isinstance(one, LeaveMessage)),
            ),
            new_id=f"b{len(self.effects) + 1}",
            new_number="123456",
        )


@dataclass(frozen=True)
class Step:
    """What one event came upon, and what came of it; `words_after` = those in which it is told."""

    conversation: Conversation
    facts: Facts
    words: Words
    turn: Turn
    words_after: Words
    messages: Sequence[dict[str, Any]]
    texts: Sequence[str]

    def came_upon(self, facts: Facts, words: Words) -> bool:
        """Say whether it came upon the same: equal facts do not do where a time may be told in another zone."""
        own = all(getattr(facts, name) is getattr(self.facts, name) for name in ONE_AND_THE_SAME)
        return own and words is self.words and facts == self.facts


ONE_AND_THE_SAME = ("office", "terms", "lexicon", "booking", "wish", "known", "recent")
STEPS: OrderedDict[tuple[Any, ...], Step] = OrderedDict()  # the latest: most talks of a file begin alike


def stepped(conversation: Conversation, incoming: Incoming, facts: Facts, words: Words) -> Step:
    """Give what the core makes of an event; what it made of it in the same place lately is not made anew."""
    key = (id(conversation), incoming, incoming.at.tzinfo, facts.now.tzinfo)
    kept = STEPS.get(key)
    if kept and kept.came_upon(facts, words):
        STEPS.move_to_end(key)
        return kept
    turn = take(conversation, incoming, facts)
    after = turn.words(words)
    messages = render(turn.says, after)
    made = STEPS[key] = Step(conversation, facts, words, turn, after, messages, [text_of(one) for one in messages])
    if len(STEPS) > MOST_KEPT:
        STEPS.popitem(last=False)
    return made


def actions(part: Any) -> list[Mapping[str, Any]]:
    """Find every action with a label in LINE's JSON."""
    found: list[Mapping[str, Any]] = []
    for one in parts_of(part):
        action = one.get("action", {})
        if "label" in action:
            found.append(action)
    return found


def parts_of(part: Any) -> Iterator[dict[str, Any]]:
    """Give every object of LINE's JSON, one before its parts; actions are looked at with what they belong to."""
    todo = [part]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            yield one
            todo += [value for key, value in reversed(one.items()) if key != "action" and isinstance(value, NESTED)]
        else:
            todo += reversed(one)


def text_of(message: Mapping[str, Any]) -> str:
    """Give all the text that a message shows."""
    if message["type"] == "text":
        return str(message["text"])
    return "\n".join(part["text"] for part in parts_of(message["contents"]) if part.get("type") == "text")


FIRST_BOOKING = ("山田 太郎", "13010-12345678", "090-1234-5678", "taro@example.com")


def booked(talk: Talk | None = None, day: str = "12月3日（木）", time: str = "14:00") -> Talk:
    """Go through a first booking up to the review."""
    talk = talk or Talk()
    talk.sends(Sort.FOLLOW).taps("予約する", "はい、すべて", "同意する").says(*FIRST_BOOKING)
    return talk.taps("職業相談", "必要ない", day, time)
