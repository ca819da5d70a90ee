"""What is said outside a flow: welcome, status, help, telephone, goodbye."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.booking.model import AGREED, Booking, State
from bot.booking.offers import answer_by, open_offers
from bot.booking.schedule.opening import is_open, today
from bot.booking.waitlist import reached
from bot.dialogue.common_buttons import (
    BOOK,
    CANCEL,
    CHANGE,
    HELP,
    LEAVE_MESSAGE,
    PHONE,
    RESTART,
    RESUME,
    STATUS,
    call_button,
)
from bot.dialogue.conversation import Conversation
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows import guide, staff_message, waitlist
from bot.dialogue.outside_flows.after_the_day import how_it_went
from bot.dialogue.outside_flows.answers import still_possible
from bot.dialogue.outside_flows.booking_card import booking_card, may_cancel, may_move, named
from bot.dialogue.outside_flows.into_the_room import has_room, way_in
from bot.dialogue.outside_flows.offer_buttons import offer_card
from bot.dialogue.reading import say_when
from bot.dialogue.route import Command
from bot.dialogue.turn import ChangeWish, Facts, MarkReachable, Option, Say, Send, Turn

PAUSE = timedelta(hours=1)


def conversation_id(incoming: Incoming) -> str:
    """Name a run of a flow after the event that opened it."""
    return hashlib.sha256(incoming.event_id.encode("utf-8", "replace")).hexdigest()[:10]


MENU = (BOOK, STATUS, PHONE, HELP)


def other_style(facts: Facts) -> Option:
    """Give the button for やさしい日本語, or for the way back from it."""
    name, text = ("ordinary", "ふつうの日本語") if facts.words.easy else ("easy", "やさしい日本語")
    return Option(f"style.option.{name}", Send(text))


def with_menu(says: Sequence[Say]) -> tuple[Say, ...]:
    """Give the last message the menu, unless it has options of its own."""
    *before, last = says
    return (*before, last if last.options else replace(last, options=MENU))


def welcome(conversation: Conversation, facts: Facts) -> Turn:
    """Greet who adds us as a friend; who comes back with a booking is reachable again."""
    if facts.booking:
        effect = None if facts.booking.reachable else MarkReachable(facts.booking, reachable=True)
        return Turn(conversation, (Say("lobby.welcome_back"), *status(facts.booking, facts)), effect)
    if facts.wish:
        again = None if facts.wish.reachable else ChangeWish(reached(facts.wish, reachable=True), "reachable")
        return Turn(conversation, waitlist.status(facts.wish, facts), again)
    return Turn(conversation, (Say("lobby.welcome", options=(BOOK, PHONE, HELP, other_style(facts)), look="card"),))


def left(conversation: Conversation, facts: Facts) -> Turn:
    """Note that LINE does not reach the seeker any more; the booking stands."""
    if facts.booking and facts.booking.reachable:
        return Turn(conversation, (), MarkReachable(facts.booking, reachable=False))
    if facts.wish and facts.wish.reachable:
        return Turn(conversation, (), ChangeWish(reached(facts.wish, reachable=False), "unreachable"))
    return Turn(conversation)


def told(command: Command, facts: Facts) -> tuple[Say, ...]:
    """Answer what needs no conversation."""
    if command in SAID:
        return (SAID[command](facts),)
    match command:
        case Command.STATUS:
            return status(facts.booking, facts) if facts.booking else _nothing_booked(facts)
        case Command.CHANGE | Command.CANCEL:
            return _by_telephone(command, facts)
        case Command.QUIT:
            options = (CANCEL, STATUS, PHONE) if facts.booking else MENU
            key = "lobby.quit_with_booking" if facts.booking else "lobby.nothing_to_quit"
            return (Say(key, options=options),)
        case Command.BACK:
            return (Say("lobby.nothing_to_go_back_to", options=MENU),)
        case _:
            return (Say("lobby.help", options=(*MENU, other_style(facts))),)


def may(command: Command, booking: Booking, facts: Facts) -> bool:
    """Say whether a booking may be moved or cancelled in chat now."""
    if command is Command.CHANGE:
        return may_move(booking, facts.office, facts.now)
    return may_cancel(booking, facts.now)


def _by_telephone(command: Command, facts: Facts) -> tuple[Say, ...]:
    if not facts.booking:
        other_days = waitlist.still_waits(facts) if command is Command.CHANGE else ()
        return other_days or _nothing_booked(facts)
    values = named(facts.booking, facts.words)
    return (Say(f"lobby.{command.value}", values, (*call(facts), STATUS), look="card"),)


def _change_or_cancel(facts: Facts) -> Say:
    """Show both at once, each where it can still be done in chat."""
    booking = facts.booking
    if not booking:
        return _nothing_booked(facts)[0]
    move = (CHANGE,) if may_move(booking, facts.office, facts.now) else ()
    cancel = (CANCEL,) if may_cancel(booking, facts.now) else ()
    key = "change_or_cancel" if move else "only_cancel" if cancel else "neither"
    options = (*move, *cancel, STATUS, *call(facts))
    return Say(f"lobby.{key}", {"when": say_when(booking.start)}, options, look="card", quiet=True)


def is_today(facts: Facts) -> bool:
    """Say whether the consultation is today."""
    return facts.booking is not None and today(facts.booking.start) == today(facts.now)


def _late(facts: Facts) -> Say:
    """Name the telephone to who will be late; on another day, what can be done in chat."""
    if not facts.booking:
        return _nothing_booked(facts)[0]
    when = named(facts.booking, facts.words)
    if is_today(facts):
        return Say("lobby.late", when, (*way_in(facts.booking), *call(facts)), look="card", quiet=True)
    return Say("lobby.late_another_day", when, (CHANGE, CANCEL, PHONE))


def _nothing_booked(facts: Facts) -> tuple[Say, ...]:
    if facts.recent and not facts.wish:
        return (how_it_went(facts.recent, facts),)
    return waitlist.status(facts.wish, facts) if facts.wish else (Say("lobby.no_booking", options=MENU),)


def _telephone(facts: Facts) -> Say:
    key = "lobby.phone_open" if is_open(facts.office, facts.now) else "lobby.phone_closed"
    return Say(key, options=(*call(facts), LEAVE_MESSAGE), look="card")


def _thanks(facts: Facts) -> Say:
    return Say("lobby.thanks", options=(STATUS, PHONE) if facts.booking else MENU)


SAID: Mapping[Command, Callable[[Facts], Say]] = {
    Command.PHONE: _telephone,
    Command.CHANGE_OR_CANCEL: _change_or_cancel,
    Command.LATE: _late,
    Command.THANKS: _thanks,
    Command.JOIN: guide.how_to_join,
    Command.READY: guide.what_to_have_ready,
}


def call(facts: Facts) -> tuple[Option, ...]:
    """Give the button that calls the office."""
    return (call_button(facts.office),)


def status(booking: Booking, facts: Facts) -> tuple[Say, ...]:
    """Say where a booking stands: its card, with its numbers as a text to copy from, or the times that are offered."""
    if booking.state is State.OFFERED:
        return (_offered(booking, facts),)
    is_its_day = booking.state is State.CONFIRMED and is_today(facts)
    stage = "today" if is_its_day else booking.state.value
    waits_for_room = booking.state is State.CONFIRMED and not has_room(booking)
    without = "no_room_today" if is_its_day else "no_room"
    key = f"lobby.status.{without if waits_for_room else _stands(booking, stage, facts)}"
    card = booking_card(key, stage, booking, facts.office, facts.now, calendar=facts.calendar_url)
    return (*room(booking), card)


def is_overdue(booking: Booking, facts: Facts) -> bool:
    """Say whether a request should have been answered by now."""
    return booking.state is State.REQUESTED and facts.now >= answer_by(booking, facts.office)


def _stands(booking: Booking, stage: str, facts: Facts) -> str:
    """Name how it stands: a request at a time that was held and taken waits for its room only."""
    is_agreed = booking.state is State.REQUESTED and AGREED in booking.marks
    if is_overdue(booking, facts):
        return "agreed_overdue" if is_agreed else "overdue"
    return "agreed" if is_agreed else stage


def room(booking: Booking) -> tuple[Say, ...]:
    """Give the numbers by which to take part, where there are some: cards can't be copied from on a PC."""
    if not booking.room or booking.state is not State.CONFIRMED:
        return ()
    return (Say("lobby.room", {"meeting_id": booking.room.meeting_id, "passcode": booking.room.passcode}),)


def _offered(booking: Booking, facts: Facts) -> Say:
    times = open_offers(booking, facts.office, facts.now)
    if not times:
        return Say("lobby.status.offer_over", {"number": booking.number}, (CHANGE, CANCEL, STATUS, PHONE))
    return offer_card("lobby.status.offered", booking, times, facts.words, CANCEL, PHONE)


def not_understood(conversation: Conversation, facts: Facts, *, again: bool = False) -> Turn:
    """Answer a text outside any flow that we can't read; `again` for the second in a row."""
    if again:
        options = (*call(facts), STATUS if facts.booking else BOOK, staff_message.MISSED)
        return Turn(conversation, (Say("lobby.not_understood_again", options=options, look="card"),))
    options = (STATUS, *still_possible(facts), PHONE) if facts.booking else MENU
    return Turn(conversation, (Say("lobby.not_understood", options=options),))


def offer_to_resume() -> Say:
    """Ask whether to go on with an unfinished conversation."""
    return Say("lobby.resume", options=(RESUME, RESTART), look="card")


def quit_flow(conversation: Conversation, say: Say | None = None) -> Turn:
    """Forget what was said."""
    return Turn(conversation.closed(), with_menu((say or Say("lobby.quit"),)))
