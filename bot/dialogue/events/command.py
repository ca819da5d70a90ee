"""What follows from a word that works anywhere."""

import re
from dataclasses import replace

from bot.dialogue.common_buttons import CANCEL_BOOKING, KEEP, PHONE, STATUS
from bot.dialogue.events.answer import asked_again
from bot.dialogue.events.at_question import APPLYING, LAST_CARDS, STOP
from bot.dialogue.events.draft import begin_message
from bot.dialogue.events.open_question import asking, open_flow, reminded
from bot.dialogue.events.review.back_to_the_card import asked_anew
from bot.dialogue.flows import FLOWS, correct, erase, rebook
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import CHANGES
from bot.dialogue.outside_flows import my_record, waitlist, welcome
from bot.dialogue.outside_flows.after_the_day import next_booking
from bot.dialogue.outside_flows.answers import still_possible
from bot.dialogue.outside_flows.heard import note_of
from bot.dialogue.outside_flows.refusal import refused
from bot.dialogue.questions.kinds import Again, Seen
from bot.dialogue.questions.waitlist_days import wait_instead
from bot.dialogue.route import STYLES, Command
from bot.dialogue.turn import NoteTry, Say, SetStyle, Turn

ON_THE_LIST = frozenset({Command.WAIT, Command.LEAVE, Command.TAKE, Command.DECLINE})
ABOUT_A_BOOKING = frozenset({"change", "cancel", "correct", "offer"})

WHEN = re.compile(r"日|時")
# A word that cancels names what is to be cancelled, or could be meant of what is being entered as well.
NAMES_THE_BOOKING = re.compile(r"予約|相談|面談|行け|いけ|行か|\d")
SMALL_TASKS = frozenset({"change", "correct", "erase"})


def on_command(seen: Seen, command: Command) -> Turn:
    """Answer a command."""
    if command in STYLES:
        return _in_style(seen, easy=command is Command.EASY)
    if command is Command.MESSAGE:
        return begin_message(seen)
    if command in ON_THE_LIST:
        return _on_the_list(seen, command)
    return _on_other_command(seen, command)


def _on_other_command(seen: Seen, command: Command) -> Turn:
    flow = open_flow(seen)
    match command:
        case Command.BOOK:
            return _book(seen)
        case Command.BACK if flow:
            return _back(seen, flow)
        case Command.RESUME if flow:
            return asking(seen, seen.conversation, flow)
        case Command.RESTART | Command.RESUME:
            return started(seen, flow or FLOWS["book"])
        case Command.CHANGE | Command.CANCEL | Command.LATE | Command.CORRECT:
            return _about_the_booking(seen, command)
        case Command.RECORD | Command.ERASE:
            return _about_the_record(seen, command)
        case Command.QUIT if flow:
            options = (STATUS, *still_possible(seen.facts), PHONE) if seen.facts.booking else ()
            kept = Say("lobby.kept", options=options) if flow.name in LAST_CARDS else None
            return welcome.quit_flow(seen.conversation, kept)
        case _:
            says = welcome.told(command, seen.facts)
            return reminded(
                seen, *(replace(one, options=()) if flow and command is Command.THANKS else one for one in says)
            )


def started(seen: Seen, flow: Flow) -> Turn:
    """Begin a flow; to apply, the short one where the last booking is still known."""
    facts, name = seen.facts, welcome.conversation_id(seen.incoming)
    if flow.name not in APPLYING:
        return asking(seen, seen.conversation.opened(flow.name, name), flow)
    if facts.booking:
        return Turn(seen.conversation.closed(), welcome.told(Command.STATUS, facts))
    if facts.refused:
        return refused(seen.conversation, facts)
    flow = rebook.REBOOK if rebook.may(facts.known) else FLOWS["book"]
    fresh = seen.conversation.opened(flow.name, name)
    return asking(seen, rebook.prefilled(fresh, facts) if flow is rebook.REBOOK else fresh, flow)


def _in_style(seen: Seen, *, easy: bool) -> Turn:
    """Speak in another style from this answer on."""
    facts = replace(seen.facts, words=seen.facts.words.in_style(easy=easy))
    options = () if open_flow(seen) else (*welcome.MENU, welcome.other_style(facts))
    turn = reminded(replace(seen, facts=facts), Say("style.now", options=options))
    return replace(turn, effect=SetStyle(easy))


def _book(seen: Seen) -> Turn:
    if not open_flow(seen) and (later := next_booking(seen.incoming.text, seen.facts)):
        return Turn(seen.conversation, (later,))
    if seen.facts.booking:
        return _has_one(seen, "one_booking")
    if open_flow(seen) and seen.conversation.answers:
        return Turn(seen.conversation, (welcome.offer_to_resume(),))
    return started(seen, FLOWS["book"])


def _has_one(seen: Seen, key: str) -> Turn:
    """Say why no second booking is begun, above the card of the first; a question about that one stays open."""
    flow = open_flow(seen)
    if flow and flow.name in ABOUT_A_BOOKING:
        return reminded(seen, Say(f"lobby.{key}_open"))
    return Turn(seen.conversation, (Say(f"lobby.{key}"), *welcome.told(Command.STATUS, seen.facts)))


def _back(seen: Seen, flow: Flow) -> Turn:
    last = flow.last_answered(seen.conversation)
    return asking(seen, seen.conversation.without(last) if last else seen.conversation, flow)


def _about_the_booking(seen: Seen, command: Command) -> Turn:
    """Begin to move or cancel the booking where that may be done in chat, or to correct what it holds."""
    if command is Command.CORRECT:
        return _correcting(seen)
    if command is Command.CANCEL and (asked := _stop_or_cancel(seen)):
        return asked
    facts, late, flow = seen.facts, command is Command.LATE, open_flow(seen)
    if flow and flow.name not in ABOUT_A_BOOKING and not facts.booking and not late:
        return _of_what_is_asked(seen, flow, command)
    if not late and facts.booking and welcome.may(command, facts.booking, facts):
        return started(seen, FLOWS[command.value])
    turn = reminded(seen, *welcome.told(command, facts))
    if not facts.booking or (late and not welcome.is_today(facts)):
        return turn
    note = note_of(seen.incoming, facts, command.value)
    return replace(turn, effect=NoteTry(facts.booking, command.value, note))


def _stop_or_cancel(seen: Seen) -> Turn | None:
    """Ask who calls something small off by a word that cancels a booking, too, which of them is meant."""
    flow = open_flow(seen)
    if not flow or flow.name not in SMALL_TASKS or NAMES_THE_BOOKING.search(seen.incoming.text):
        return None
    if not seen.facts.booking or not welcome.may(Command.CANCEL, seen.facts.booking, seen.facts):
        return None
    ask = Say("heard.stop_or_cancel", options=(KEEP, CANCEL_BOOKING), look="card", quiet=True)
    return asked_again(seen, flow, Again(ask, counts=False))


def _of_what_is_asked(seen: Seen, flow: Flow, command: Command) -> Turn:
    """Take what is said of a booking, while there is none, as said of what is being asked."""
    if command is Command.CANCEL:
        return asked_again(seen, flow, STOP)
    answers = seen.conversation.answers
    named = [name for name in CHANGES["time"] if name in answers]
    if named and WHEN.search(seen.incoming.text):
        return asking(seen, asked_anew(seen.conversation, flow, named), flow)
    return reminded(seen, Say("heard.correct_what"))


def _correcting(seen: Seen) -> Turn:
    """Begin to correct contact data; in a flow that asks for it, say how that is done there."""
    flow = open_flow(seen)
    if flow and flow.name not in ABOUT_A_BOOKING:
        return reminded(seen, Say("heard.correct_what"))
    begun = correct.begin(seen)
    if not begun.conversation:
        return reminded(seen, *begun.says)
    if begun.again:
        return asked_again(replace(seen, conversation=begun.conversation), correct.CORRECT, begun.again)
    return asking(seen, begun.conversation, correct.CORRECT, *begun.says)


def _about_the_record(seen: Seen, command: Command) -> Turn:
    """Tell what is held, or begin to erase it."""
    if command is Command.ERASE and seen.facts.erasing:
        return reminded(seen, erase.going_on())
    if command is Command.ERASE and seen.facts.booking and (closed := erase.closed_today(seen.facts)):
        return replace(reminded(seen, closed), effect=NoteTry(seen.facts.booking, "erase"))
    if command is Command.ERASE:
        return started(seen, FLOWS["erase"])
    return reminded(seen, *my_record.tell(seen.facts))


def _on_the_list(seen: Seen, command: Command) -> Turn:
    match command:
        case Command.WAIT:
            return _wait(seen)
        case Command.LEAVE if open_flow(seen) and not seen.facts.wish:
            return welcome.quit_flow(seen.conversation)
        case Command.LEAVE:
            return waitlist.leave(seen.conversation, seen.incoming, seen.facts)
        case _:
            return waitlist.answer(seen.conversation, seen.incoming, seen.facts, command.value)


def _wait(seen: Seen) -> Turn:
    """Begin to put somebody on the waiting list, with what he has told us already."""
    facts, flow = seen.facts, FLOWS["wait"]
    if facts.booking:
        return _has_one(seen, "no_waiting")
    if facts.wish:
        return Turn(seen.conversation, welcome.told(Command.STATUS, facts))
    if facts.refused:
        return refused(seen.conversation, facts)
    if seen.conversation.flow in ("book", "wait"):
        return asking(seen, replace(seen.conversation.without("day", "time"), flow="wait"), flow)
    fresh = seen.conversation.opened("wait", welcome.conversation_id(seen.incoming))
    known = wait_instead(replace(seen, conversation=fresh), seen.incoming.text)
    return asking(seen, fresh.answered(known.answers), flow)
