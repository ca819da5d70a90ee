"""What is said of a consultation whose time has passed: in human words, with the telephone."""

import re

from bot.booking.day_notes import DESPAIR, EXCUSE
from bot.booking.model import Booking, State
from bot.booking.schedule.opening import today
from bot.dialogue.common_buttons import BOOK, STATUS, call_button
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows.answers import to_despair
from bot.dialogue.outside_flows.heard import Heard, note_of
from bot.dialogue.outside_flows.stage import meant_booking, stage_of
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Facts, NoteTry, Say
from bot.dialogue.understanding import Intention, Meaning, Stage

KEYS = {State.NO_SHOW: "lobby.over.missed", State.EXCUSED: "lobby.over.excused"}
SORRY = re.compile(r"す[みい]ません|すまん|すまない|すんません|ごめん|申し?訳|わるかった|悪かった")
ANOTHER = re.compile(r"また|次|つぎ|今度|こんど|落ち着|別の?日|もう[一1]度|もう[一1]回|改めて|あらためて|取り直")
LOOKS_AT = frozenset({Intention.STATUS, Intention.WHEN_IS_IT, Intention.ROOM, Intention.JOIN})


def heard(meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Take a text as a word about what is over; why somebody stayed away is noted for staff."""
    booking = meant_booking(facts)
    if not booking or stage_of(facts) is not Stage.NO_SHOW:
        return None
    if meaning.intention is Intention.DESPAIR:
        seen = NoteTry(booking, EXCUSE, note_of(incoming, facts, EXCUSE, DESPAIR))
        return Heard((to_despair(facts),), seen if booking.state is State.NO_SHOW else None)
    if meaning.intention is Intention.EXCUSE and meaning.live and booking.state is State.NO_SHOW:
        note = NoteTry(booking, EXCUSE, note_of(incoming, facts, EXCUSE))
        return Heard((how_it_went(booking, facts, "lobby.over.excuse"),), note)
    looks = any(one.intention in LOOKS_AT for one in (meaning, *meaning.also))
    is_excuse = meaning.intention is Intention.EXCUSE and not meaning.negated
    is_about_it = looks or is_excuse or bool(SORRY.search(incoming.text))
    return Heard((how_it_went(booking, facts),)) if is_about_it else None


def how_it_went(booking: Booking, facts: Facts, key: str = "") -> Say:
    """Say what is known of it, and who can be asked."""
    call = call_button(facts.office)
    options = (call,) if facts.refused or booking.is_live else (call, BOOK)
    return Say(
        key or KEYS.get(booking.state, "lobby.over.open"), {"when": say_when(booking.start)}, options, look="card"
    )


def next_booking(text: str, facts: Facts) -> Say | None:
    """Say when the next one can be booked, to who wishes for it on the day of this one or later."""
    booking = facts.booking
    if not booking or booking.state is not State.CONFIRMED or today(facts.now) < today(booking.start):
        return None
    if facts.now < booking.start and not ANOTHER.search(text):
        return None
    return Say("lobby.next_booking", {"when": say_when(booking.start)}, (call_button(facts.office), STATUS))
