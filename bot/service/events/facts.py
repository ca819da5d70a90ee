"""Gathers what the core may know about one event: one trip to the store."""

from dataclasses import dataclass, replace

from bot.booking.model import WITH_OUTCOME, State
from bot.booking.schedule.opening import today
from bot.booking.staff.counsellors import name_of
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.outside_flows.staff_message import DRAFT
from bot.dialogue.route import Command, command_of
from bot.dialogue.terms import in_force
from bot.dialogue.turn import Facts, Kept
from bot.ports.context import Process, RequestContext
from bot.ports.events import Loaded
from bot.service.bookings.calendar_link import calendar_url
from bot.service.counsellors.assigning import assignments
from bot.service.counsellors.own_counsellor import own_in_chat

MAY_MEAN_WHAT_IS_OVER = frozenset(
    {
        *(Command.STATUS, Command.CHANGE, Command.CANCEL, Command.CHANGE_OR_CANCEL),
        *(Command.LATE, Command.JOIN, Command.CORRECT),
    }
)
BEGINNINGS = frozenset({Command.BOOK, Command.RESTART, Command.RESUME})


@dataclass(frozen=True)
class Wanted:
    """What an event needs beside the facts of every event."""

    record: bool = False
    known: bool = False
    recent: bool = False
    messages: bool = False


def wanted(loaded: Loaded, incoming: Incoming, facts: Facts) -> Wanted:
    """Read from the words of an event what it needs; in a flow nobody asks for what is over."""
    talk, command = loaded.conversation, command_of(incoming.text, facts.words)
    unsends = incoming.sort is Sort.UNSEND
    is_free = incoming.sort is Sort.TEXT and not talk.flow
    tapped = incoming.tap is not None and incoming.tap.conversation == DRAFT
    leaves = command is Command.MESSAGE or talk.draft is not None or tapped
    may_have = loaded.has_bookings and not facts.booking and not facts.erasing
    return Wanted(
        record=command is Command.RECORD,
        known=may_have and (command in BEGINNINGS or (command is None and is_free)),
        recent=may_have and (unsends or (is_free and (command is None or command in MAY_MEAN_WHAT_IS_OVER))),
        messages=loaded.has_messages
        and (command is Command.RECORD or leaves or unsends or (command is None and is_free)),
    )


def with_wanted(process: Process, needs: Wanted, facts: Facts) -> Facts:
    """Add what an event needs beside the facts of every event."""
    store = process.store
    if needs.record:
        facts = replace(facts, record=tuple(Kept(one, store.ledger(one.id)) for one in store.bookings_of(facts.user)))
    if needs.messages:
        facts = replace(facts, staff_messages=tuple(store.staff_messages_of(facts.user)))
    return _with_earlier(process, needs, facts) if needs.known or needs.recent else facts


def _with_earlier(process: Process, needs: Wanted, facts: Facts) -> Facts:
    """Add the last booking of a seeker who may be about to apply again, and the last consultation, if it may be meant.

    Nothing of who asked to be erased.
    """
    earlier = process.store.bookings_of(facts.user)
    known = max(earlier, key=lambda one: one.created, default=None) if needs.known else None
    begun = (one for one in earlier if one.start <= facts.now and one.state in WITH_OUTCOME | {State.CONFIRMED})
    last = max(begun, key=lambda one: one.start, default=None) if needs.recent else None
    return replace(facts, known=known, recent=last if last and last.state is not State.ATTENDED else None)


def _with_own(context: RequestContext, loaded: Loaded, facts: Facts) -> Facts:
    """Add the person's own counsellor, and the name where seekers may read it; no trip where there are none."""
    counsellors, user = context.office.schedule.counsellors, facts.user
    if not counsellors:
        return facts
    held = loaded.booking or loaded.wish
    told = (held.answers if held else loaded.conversation.answers).get("number")
    own = own_in_chat(context, user, told.key if told else "")
    may_read = context.office.counsellor_names and own.user == user  # a number may be typed by anybody
    name = name_of(counsellors, own.counsellor) if may_read else ""
    return replace(facts, own_counsellor=own.counsellor, own_counsellor_name=name)


def gather(context: RequestContext, user: str, loaded: Loaded) -> Facts:
    """Give the facts for one event of a user."""
    now = context.clock.now()
    terms = in_force(context.terms, today(now))
    facts = Facts(
        now=now,
        office=context.office,
        words=context.words,
        terms=terms,
        terms_url=f"{context.public_url}/terms/{terms.version}",
        lexicon=context.files.lexicon(),
        user=user,
        taken=loaded.taken,
        assignments=assignments(context, now),
        booking=loaded.booking,
        has_bookings=loaded.has_bookings,
        wish=loaded.wish,
        refused=loaded.refused,
        erasing=loaded.erasing,
        new_id=context.new_id(),
        new_number=context.new_number(),
        calendar_url=calendar_url(context, loaded.booking) if loaded.booking else "",
        details_url=f"{context.public_url}/details/{context.new_token()}" if context.details_on_page else "",
    )
    return _with_own(context, loaded, facts)
