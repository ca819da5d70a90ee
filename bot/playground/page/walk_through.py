"""A walk through the pure core: every question, odd answer, command and button, to hear all that the bot can say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.booking.model import LIVE, Booking, State
from bot.booking.offers import offer
from bot.booking.office import Office
from bot.booking.schedule.opening import bookable_starts
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.order import take
from bot.dialogue.terms import Terms
from bot.dialogue.turn import Book, Facts, Option, Say, Send
from bot.dialogue.understanding import Lexicon
from bot.dialogue.words import Words
from bot.playground.page.sample_people import ANYWHERE, NOW, ODD, OTHER_TIME, START, WITH_A_BOOKING, Person

OTHER_SORTS = (Sort.STICKER, Sort.FOLLOW, Sort.UNSEND)
STEPS = 8  # taps from a command to its end
USER = "U" + "0" * 32


@dataclass(frozen=True)
class World:
    """What stays the same during a walk."""

    office: Office
    words: Words
    terms: Terms
    lexicon: Lexicon


@dataclass(frozen=True)
class Place:
    """Where a walk stands. A step gives the next place; the old one can be gone on from again."""

    world: World
    conversation: Conversation = field(default_factory=Conversation)
    booking: Booking | None = None
    known: Booking | None = None
    now: datetime = NOW
    says: tuple[Say, ...] = ()
    taken: Mapping[datetime, int] = field(default_factory=dict)
    count: int = 0
    _typed: dict[str, "Place"] = field(default_factory=dict, init=False)  # where each text leads

    def hears(self, sort: Sort, text: str = "", tap: Tap | None = None, late: timedelta = timedelta()) -> "Place":
        """Take one event, perhaps one that was late on its way."""
        now, count = self.now + timedelta(seconds=1), self.count + 1
        event = Incoming(sort, f"e{count}", now - late, text=text, tap=tap, message_id=f"m{count}")
        turn = take(self.conversation, event, self._facts(now))
        booking = turn.effect.booking if isinstance(turn.effect, Book) else self.booking
        return replace(self, conversation=turn.conversation, booking=booking, now=now, says=turn.says, count=count)

    def types(self, text: str) -> "Place":
        """Type a text, or tap a button that does."""
        if text not in self._typed:
            self._typed[text] = self.hears(Sort.TEXT, text)
        return self._typed[text]

    def taps(self) -> Iterator["Place"]:
        """Give the places to which the buttons of the last answer lead."""
        for say in self.says:
            for option in _to_try(say):
                if isinstance(option.action, Tap):
                    yield self.hears(Sort.TAP, tap=option.action)
                elif isinstance(option.action, Send):
                    yield self.types(option.action.text)

    def _facts(self, now: datetime) -> Facts:
        return Facts(
            now=now,
            office=self.world.office,
            words=self.world.words,
            terms=self.world.terms,
            terms_url="https://madoguchi.example/terms",
            lexicon=self.world.lexicon,
            user=USER,
            taken=self.taken,
            booking=self.booking,
            known=self.known if self.booking is None else None,
            calendar_url="https://madoguchi.example/calendar/preview.ics" if self.booking else "",
            new_id="preview",
            new_number="123456",
        )


def _to_try(say: Say) -> Iterator[Option]:
    """Give every choice, but of a calendar one cell for each of what its cells may be."""
    cells = {cell.vacancy: cell.option for group in say.groups for cell in group.cells if cell.option}
    yield from cells.values()
    yield from (*say.options, *(row.option for row in say.rows if row.option))


def walk(world: World, person: Person) -> Iterator[Place]:
    """Give every place of the walk; what was said there is in its `says`."""
    place = Place(world).hears(Sort.FOLLOW)
    yield place
    yield from around(place)
    for answer in person.answers:
        place = place.types(answer)
        yield place
        yield from around(place)
    yield place.hears(Sort.TEXT, "申し込む", late=timedelta(minutes=30))
    done = place.types("申し込む")
    yield done
    every = bookable_starts(world.office, NOW)
    full = replace(place, taken=dict.fromkeys(every, world.office.places))
    yield from (full.types("希望日時を変更"), full.types("キャンセル待ち"))
    yield from _while_few_are_left(place, every)
    yield from _with_a_booking(done, person)


def _while_few_are_left(place: Place, every: Sequence[datetime]) -> Iterator[Place]:
    """Give the calendars on which most is full, few places are left, and some are free."""
    starts, most = [start for start in every if start < START], place.world.office.places
    left = dict.fromkeys(starts[:-3], most) | dict.fromkeys(starts[-3:-1], most - 1)
    days = replace(place, taken=left).types("希望日時を変更")
    yield from (days, days.types(f"{starts[-1]:%m/%d}"))


def around(place: Place) -> Iterator[Place]:
    """Give what one step away from the straight way leads to, and a second step where a reader asks back."""
    for text in (*ODD, *ANYWHERE):
        after = place.types(text)
        yield after
        yield after.types("はてな")
    for after in place.taps():
        yield after
        yield from after.taps()
    for sort in OTHER_SORTS:
        yield place.hears(sort)


def _with_a_booking(done: Place, person: Person) -> Iterator[Place]:
    booking = done.booking
    if booking is None:
        raise ValueError("the walk doesn't end with a booking; do its answers still fit the questions?")
    confirmed = replace(done, booking=replace(booking, state=State.CONFIRMED, room=person.room))
    yield confirmed.types("変更").types(OTHER_TIME)
    again = replace(done, booking=None, known=replace(booking, state=State.ATTENDED), conversation=Conversation())
    yield from _to_the_end(again.types("予約"))
    asked = replace(booking, start=START + timedelta(days=1), end=START + timedelta(days=1, minutes=30))
    offered = offer(asked, (START, START + timedelta(minutes=30)), done.world.office, done.now)
    yield from _to_the_end(replace(done, booking=offered).types("確認"))
    for state in sorted(LIVE):
        for now in (NOW, START - timedelta(hours=20), START - timedelta(hours=3)):
            held = replace(done, booking=replace(booking, state=state, room=None), now=now)
            yield from _commands(held, set())
            heard = set[str]()
            for room in (person.room, replace(person.room, join_url="")):
                yield from _commands(replace(held, booking=replace(booking, state=state, room=room)), heard)


def _commands(held: Place, heard: set[str]) -> Iterator[Place]:
    yield held.hears(Sort.FOLLOW)
    for text in WITH_A_BOOKING:
        first = held.types(text)
        yield first
        yield from _to_the_end(first, heard)


def _to_the_end(place: Place, heard: set[str] | None = None) -> Iterable[Place]:
    """Tap the first button again and again, until an answer comes that was `heard` before."""
    heard = set() if heard is None else heard
    for _ in range(STEPS):
        if (said := repr(place.says)) in heard:
            return
        heard.add(said)
        yield place
        yield place.types("はてな")
        following = next(place.taps(), None)
        if following is None:
            return
        place = following
