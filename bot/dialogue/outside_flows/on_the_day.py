"""Absent, late or in trouble: what is noted for staff on the day, and what helps. Before the day, what can be done."""

from dataclasses import dataclass

from bot.booking.day_notes import is_noted
from bot.booking.model import Booking, DayNote, State
from bot.dialogue.common_buttons import CANCEL, CHANGE, PHONE, STATUS
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.after_the_day import how_it_went
from bot.dialogue.outside_flows.booking_card import has_room, into_the_room
from bot.dialogue.reading import contains_my_number, say_when
from bot.dialogue.route import Command
from bot.dialogue.turn import Facts, NoteTry, Say
from bot.dialogue.understanding import Intention, Meaning, Stage, understand

NOTED = {Intention.ABSENT: "absent", Intention.LATE: "late", Intention.TROUBLE: "trouble", Intention.EXCUSE: "late"}
WITH_ROOM = frozenset({"", "enter", "nobody", "waiting_room", "passcode"})  # kinds of trouble in which the room helps
LOOKS_AT = frozenset({Intention.STATUS, Intention.WHEN_IS_IT, Intention.ROOM})


@dataclass(frozen=True)
class Heard:
    """What is said to a word of the day, what is noted of it, or which command it comes to."""

    says: tuple[Say, ...]
    effect: NoteTry | None = None
    command: Command | None = None


def heard(incoming: Incoming, facts: Facts, *, in_flow: bool) -> Heard | None:
    """Take a text as a word of the day; None when it is none. While a question is open, only what is to be noted is."""
    booking = facts.booking or facts.recent
    stage = stage_of(booking, facts) if booking else None
    if not booking or not stage:
        return None
    meaning = understand(incoming.text, stage, facts.lexicon)
    if meaning.intention is Intention.DESPAIR:  # which is answered with more care
        return None
    if stage in (Stage.TODAY, Stage.BEGUN):
        noted = next((one for one in (meaning, *meaning.also) if _is_to_be_noted(one, stage)), None)
        if noted:
            return _noted(booking, noted, incoming, facts)
    return None if in_flow else _answered(booking, meaning, stage, facts)


def stage_of(booking: Booking, facts: Facts) -> Stage | None:
    """Say where the talk stands by the booking; None where this module has nothing to say."""
    if is_noted(booking, facts.now):
        return Stage.TODAY if facts.now < booking.start else Stage.BEGUN
    if facts.now >= booking.start:
        return Stage.NO_SHOW
    return {State.CONFIRMED: Stage.CONFIRMED, State.REQUESTED: Stage.REQUESTED}.get(booking.state)


def note_of(incoming: Incoming, facts: Facts, about: str, detail: str = "") -> DayNote:
    """Make the note of a text; a number that must not be kept is left out with all the rest."""
    text = "" if contains_my_number(incoming.text) else incoming.text.strip()
    return DayNote(min(incoming.at, facts.now), about, detail, text)


def _is_to_be_noted(meaning: Meaning, stage: Stage) -> bool:
    if meaning.intention is Intention.EXCUSE:  # 「寝坊しました」 is told as done, and is a word all the same
        return stage is Stage.BEGUN and not (meaning.negated or meaning.asked)
    is_of_another_day = meaning.intention is Intention.ABSENT and meaning.about != "today"
    return meaning.acts and meaning.intention in NOTED and not is_of_another_day


def _noted(booking: Booking, meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard:
    about = NOTED[meaning.intention]
    detail = _detail(meaning)
    effect = NoteTry(booking, about, note_of(incoming, facts, about, detail))
    if facts.now >= booking.end:
        return Heard((how_it_went(booking, facts, "lobby.over.noted"),), effect)
    helps = {"absent": _absent, "trouble": _trouble}.get(about, _late)
    return Heard(helps(booking, detail, facts), effect)


def _detail(meaning: Meaning) -> str:
    """Give the code that says more: the kind of trouble, how many minutes late, or that it is an excuse."""
    if meaning.intention is Intention.EXCUSE:
        return "excuse"
    return meaning.about if meaning.intention is Intention.TROUBLE else meaning.values.get("minutes", "")


def _absent(booking: Booking, _: str, facts: Facts) -> tuple[Say, ...]:
    return (Say("lobby.absent", {"when": say_when(booking.start)}, welcome.call(facts), look="card"),)


def _late(booking: Booking, minutes: str, facts: Facts) -> tuple[Say, ...]:
    values = {"when": say_when(booking.start), "minutes": minutes}
    return (Say("lobby.late_minutes" if minutes.isdigit() else "lobby.late", values, welcome.call(facts), look="card"),)


def _trouble(booking: Booking, kind: str, facts: Facts) -> tuple[Say, ...]:
    """Give what helps at once: the numbers of the room, the steps for a telephone, the button that calls."""
    join = (into_the_room(booking.room),) if booking.room and has_room(booking) else ()
    help_ = Say(f"lobby.trouble.{kind or 'other'}", options=(*join, *welcome.call(facts)), look="card")
    return (*(welcome.room(booking) if kind in WITH_ROOM else ()), help_)


def _answered(booking: Booking, meaning: Meaning, stage: Stage, facts: Facts) -> Heard | None:
    """Answer what is not noted: a word before the day, that all is well, a word about what is over."""
    when = {"when": say_when(booking.start)}
    if stage is Stage.NO_SHOW:
        excuses = meaning.intention is Intention.EXCUSE and not meaning.negated
        return Heard((how_it_went(booking, facts),)) if excuses or meaning.intention in LOOKS_AT else None
    if meaning.intention is Intention.IN_TIME and is_noted(booking, facts.now):
        return Heard((Say("lobby.in_time", when, (STATUS, PHONE)),))
    if is_noted(booking, facts.now):
        return None
    if meaning.acts and meaning.intention is Intention.ABSENT:
        return Heard((), command=Command.CANCEL)  # which asks first, and offers another time
    if meaning.acts and meaning.intention is Intention.LATE:
        return Heard((Say("lobby.late_another_day", when, (CHANGE, CANCEL, PHONE)),))
    return None
