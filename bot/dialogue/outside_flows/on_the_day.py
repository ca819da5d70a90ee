"""Absent, late or in trouble on the day: what is noted for staff, and what helps."""

from bot.booking.day_notes import BACK, ENTERED, TROUBLE, UNSENT, taken_back_by
from bot.booking.model import Booking, DayNote
from bot.dialogue.common_buttons import LATE, PHONE, STATUS
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.after_the_day import how_it_went
from bot.dialogue.outside_flows.heard import Heard, note_of
from bot.dialogue.outside_flows.into_the_room import has_room, way_in
from bot.dialogue.outside_flows.stage import meant_booking, stage_of
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Facts, NoteTry, Option, Say, Send
from bot.dialogue.understanding import Intention, Meaning, Stage

NOTED = {Intention.ABSENT: "absent", Intention.LATE: "late", Intention.TROUBLE: "trouble", Intention.EXCUSE: "late"}
ABSENT = Option("lobby.option.absent", Send("今日は行けません"))
STUCK = Option("lobby.option.stuck", Send("Zoomに入れません"))
NO_SOUND = Option("lobby.option.no_sound", Send("音が出ません"))
UNREAD = "unread"  # the kind of trouble of what could not be read
WITH_ROOM = frozenset({"", "enter", "nobody", "waiting_room", "passcode"})  # kinds of trouble in which the room helps


def heard(meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Take a text as a word of the day; None when it is none. Despair is answered with more care."""
    booking, stage = meant_booking(facts), stage_of(facts)
    if not booking or stage not in (Stage.TODAY, Stage.BEGUN) or meaning.intention is Intention.DESPAIR:
        return None
    told = (meaning, *meaning.also)
    noted = next((one for one in told if _is_to_be_noted(one, stage)), None)
    if noted:
        return _noted(booking, noted, incoming, facts)
    back = next((one for one in told if _takes_back(one)), None)
    if back:
        return _taken_back(booking, back, incoming, facts)
    return Heard((_waits(booking, "lobby.in_time"),)) if any(map(_is_past, told)) else None


def unsent(message_id: str, facts: Facts) -> NoteTry | None:
    """Take the note back that was made of a message which is unsent now."""
    booking = facts.booking
    note = DayNote(facts.now, BACK, UNSENT, message_id=message_id)
    return NoteTry(booking, BACK, note) if booking and taken_back_by(booking, note) else None


def _takes_back(meaning: Meaning) -> bool:
    """Say whether somebody comes after all, or says of an absence or lateness that there is none."""
    if meaning.intention is Intention.IN_TIME:
        return meaning.live and meaning.about != "reply"
    return meaning.negated and not meaning.asked and meaning.intention in (Intention.ABSENT, Intention.LATE)


def _taken_back(booking: Booking, meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Note that the earlier words of the day no longer hold; who said none of them is only waited for."""
    detail = ENTERED if meaning.about == "entered" else ""
    note = note_of(incoming, facts, BACK, detail)
    if facts.now >= booking.end or not taken_back_by(booking, note):
        return None if meaning.intention is Intention.IN_TIME else Heard((_waits(booking, "lobby.in_time"),))
    said = Say("lobby.entered", options=welcome.call(facts)) if detail else _waits(booking, "lobby.taken_back")
    return Heard((said,), NoteTry(booking, BACK, note))


def _waits(booking: Booking, key: str) -> Say:
    return Say(key, {"when": say_when(booking.start)}, (STATUS, PHONE))


def _is_past(meaning: Meaning) -> bool:
    """Say whether an absence or lateness is one of another time: 「先週は休みました」."""
    return meaning.reported and meaning.intention in (Intention.ABSENT, Intention.LATE)


def asked_what() -> Say:
    """Ask what is meant, so that no word of the day is lost: each button sends one that staff are told of."""
    return Say("lobby.on_the_day", options=(ABSENT, LATE, STUCK, PHONE))


def unread(booking: Booking, incoming: Incoming, facts: Facts) -> Heard:
    """Tell staff of what could not be read once the consultation has begun: it may be a call for help."""
    effect = NoteTry(booking, TROUBLE, note_of(incoming, facts, TROUBLE, UNREAD))
    if facts.now >= booking.end:
        return Heard((how_it_went(booking, facts, "lobby.over.noted"),), effect)
    help_ = Say("lobby.under_way", options=welcome.call(facts), look="card")
    return Heard((*welcome.room(booking), help_), effect)


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
    key = "lobby.late_minutes" if minutes.isdigit() else "lobby.late"
    return (Say(key, values, (*way_in(booking), *welcome.call(facts)), look="card", quiet=True),)


def _trouble(booking: Booking, kind: str, facts: Facts) -> tuple[Say, ...]:
    """Give what helps at once: the numbers of the room, the steps for a telephone, the button that calls."""
    if kind in WITH_ROOM and not has_room(booking):
        return (Say("lobby.trouble.no_room", options=welcome.call(facts), look="card"),)
    which = () if kind else (STUCK, NO_SOUND)
    help_ = Say(
        f"lobby.trouble.{kind or 'other'}", options=(*way_in(booking), *which, *welcome.call(facts)), look="card"
    )
    return (*(welcome.room(booking) if kind in WITH_ROOM else ()), help_)
