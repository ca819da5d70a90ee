"""Every message of the product by its key, as it leaves for LINE, with one person's values."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, cast

from bot.booking.limits.refusal import TELLS, Refusal
from bot.booking.model import Answer, Booking, Consent, State
from bot.booking.notices.notice import Kind
from bot.booking.offers import MOST_TIMES
from bot.booking.office import Office
from bot.booking.waitlist import OFFER_HELD, Part, WaitingWish, WishState, ended, offer
from bot.dialogue.outside_flows.waitlist import ended_say, offer_say
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Say
from bot.dialogue.words import Words
from bot.dialogue.words.dates import say_day, say_when
from bot.messages.flex import Message
from bot.messages.line import render
from bot.playground.page.sample_people import NOW, START, Person
from bot.playground.page.walk_through import USER, World, walk
from bot.ports.clock import Clock
from bot.service.notices.contents import seeker_messages

if TYPE_CHECKING:
    from bot.ports.context import RequestContext

NOT_FOR_SEEKERS = ("commands.", "staff.", "console.", "rooms.", "day.", "notices.staff_mail.")
PARTS = ("title", "heading", "option", "mark", "relative", "state", "fact")
PIECES = (
    "notices.reason",
    "card.when",
    "card.told.when",
    "card.times",
    "card.told.times",
    "common.sideways",
    "common.to_type",
    "card.called.requested",
    "card.called.confirmed",
    "card.numbers.first",
    "card.numbers.again",
    "card.lost.room",
    "card.lost.nothing",
    "offer.until.each",
    "offer.until.all",
    "card.lost.place",
)  # stand in other texts

STATES = {
    Kind.CANCELLED: (State.CANCELLED_BY_OFFICE, State.CANCELLED_BY_SEEKER),
    Kind.DECLINED: (State.DECLINED,),
    Kind.EXPIRED: (State.EXPIRED, State.OFFERED),
    Kind.RECEIVED: (State.REQUESTED,),
    Kind.OFFERED: (State.OFFERED,),
}
LENGTH = timedelta(minutes=30)  # of a consultation
INSTEAD = tuple(START + (2 + more) * LENGTH for more in range(MOST_TIMES))  # times that are offered
SENT = {  # when what is said follows from the moment at which it goes out
    Kind.DAY_BEFORE: START - timedelta(hours=21, minutes=30),
    Kind.SOON: START - timedelta(minutes=30),
    Kind.AWAITED: START + timedelta(minutes=3),
}
NO_MESSAGES = (*TELLS, Kind.WAIT_OFFERED, Kind.WAIT_ENDED, Kind.MESSAGE_ANSWERED)


@dataclass(frozen=True)
class _Eve:
    """A clock that stands still when the day-before notice goes out."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def offset(self) -> timedelta:
        return timedelta()


class _Seal:
    """As much of a store as wording a notice takes."""

    def refusals(self) -> list[Refusal]:
        """Refuse nobody."""
        return []

    def hashed(self, value: str) -> str:
        """Give something as long as a hash."""
        return sha256(value.encode()).hexdigest()


@dataclass(frozen=True)
class _Context:
    """As much of a context as wording a notice takes."""

    office: Office
    words: Words
    terms: tuple[Terms, ...]
    clock: Clock
    store: _Seal = field(default_factory=_Seal)
    public_url: str = "https://madoguchi.example"


def said(world: World, person: Person) -> dict[str, Message]:
    """Give the longest message heard for each key, then the bare texts of keys that no walk reaches."""
    found, longest = dict[str, Message](), dict[str, int]()
    for key, message in chain(_heard(world, person), _notices(world, person), _of_the_list(world)):
        length = len(str(message))
        if length > longest.get(key, 0):
            found[key], longest[key] = message, length
    return {key: found.get(key) or _bare(world.words, key, person) for key in keys(world.words)}


def keys(words: Words) -> list[str]:
    """Give the keys of whole messages to seekers and staff groups, in the catalogue's order."""
    return [key for key in words.texts if _is_message(key)]


def _is_message(key: str) -> bool:
    return not key.startswith(NOT_FOR_SEEKERS) and key not in PIECES and not set(PARTS) & set(key.split("."))


def _heard(world: World, person: Person) -> Iterator[tuple[str, Message]]:
    told = {repr(say): say for place in walk(world, person) for say in place.says}  # most is said at many places
    for say in told.values():
        yield say.key, render((say,), world.words)[0]


def _notices(world: World, person: Person) -> Iterator[tuple[str, Message]]:
    context = cast("RequestContext", _Context(world.office, world.words, (world.terms,), _Eve(NOW)))
    for kind in (one for one in Kind if one not in NO_MESSAGES and not one.value.startswith("staff_")):
        for state in STATES.get(kind, (State.CONFIRMED,)):
            for version in (1, 2):
                booking = _booking(person, state, version)
                booking = replace(booking, room=None) if kind is Kind.ROOM_LATE else booking
                for message in seeker_messages(context, kind, booking, SENT.get(kind, NOW)):
                    yield _notice_key(kind, state, version), dict(message)


def _of_the_list(world: World) -> Iterator[tuple[str, Message]]:
    """Give the pushes about the waiting list."""
    consent = Consent("preview", world.terms.sha256, NOW, "e0")
    wish = WaitingWish("preview", WishState.WAITING, NOW, (START.date(),), tuple(Part), USER, {}, consent)
    ways = [ended_say(ended(wish, state)) for state in (WishState.PASSED, WishState.EXHAUSTED, WishState.TAKEN_OFF)]
    for say in (offer_say(offer(wish, START, NOW + OFFER_HELD), wish.consent.sha256, world.office), *ways):
        yield say.key, render((say,), world.words)[0]


def _notice_key(kind: Kind, state: State, version: int) -> str:
    if kind is Kind.CANCELLED:
        return f"notices.{state.value}"
    if kind is Kind.EXPIRED and state is State.OFFERED:
        return "notices.expired_offered"
    return "notices.details_replaced" if kind is Kind.DETAILS and version > 1 else f"notices.{kind.value}"


def _booking(person: Person, state: State, version: int) -> Booking:
    room = person.room.__class__(person.room.meeting_id, person.room.passcode, person.room.join_url, version)
    consent = Consent("preview", "", NOW, "e0")
    end, answers = START + LENGTH, {"number": Answer("12345-67890123")}
    made = Booking("preview", "123456", state, START, end, NOW, USER, answers, consent, room=room, reason=person.reason)
    return replace(made, offers=INSTEAD, held_until=INSTEAD[0] - LENGTH) if state is State.OFFERED else made


def _bare(words: Words, key: str, person: Person) -> Message:
    """Give the text alone; a place whose value isn't known shows its own name."""
    places = [name for _, name, _, _ in string.Formatter().parse(words.texts[key]) if name]
    known = _known(person)
    values: Mapping[str, str] = {name: known.get(name, f"〔{name}〕") for name in places if name not in words.common}
    return render((Say(key, values),), words)[0]


def _known(person: Person) -> dict[str, str]:
    return {
        "number": "123456",
        "called": "お申し込み",
        "when": say_when(START),
        "before": say_when(START),
        "meeting_id": person.room.meeting_id,
        "passcode": person.room.passcode,
        "join_url": person.room.join_url,
        "said": say_when(START),
        "day": say_day(START.date()),
        "count": "6",
        "answer_by": say_when(START - LENGTH),
        "times": say_when(START),
        "until": say_when(START - LENGTH),
    }
