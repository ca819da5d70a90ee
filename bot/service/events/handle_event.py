"""Answers one event: load, gather, advance, commit once, reply."""

import random
import time
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from bot.dialogue.incoming import Sort
from bot.dialogue.order import take
from bot.dialogue.turn import Facts, Say, Turn
from bot.errors import ConflictError
from bot.messages.line import render
from bot.ports.context import Process, RequestContext
from bot.ports.events import EVENTS_KNOWN, CountMessage, Event, EventIsNew, Loaded, RememberEvent
from bot.ports.health import Count
from bot.ports.store import Write
from bot.service.bookings import fresh_accounts
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning, tried
from bot.service.events.commit_turn import commit_for
from bot.service.events.facts import gather, wanted, with_wanted
from bot.service.events.office_now import context_with
from bot.service.events.reader_style import with_style, with_words
from bot.service.events.replies import deliver_now, pending_reply

PATIENCE = 1.5  # seconds; LINE waits 2
FEWEST_TRIES = 12  # also when each takes long: late is better than not at all
LONGEST_PAUSE = 0.1  # seconds
DEADLY = 6  # deaths; whoever is killed from outside has some event in hand that can't help it
MESSAGES = frozenset({Sort.TEXT, Sort.TAP, Sort.STICKER, Sort.MEDIA})


class Handled(StrEnum):
    """What became of an event. FULL: nothing new can be stored, and its person was told so."""

    TAKEN = "taken"
    DUPLICATE = "duplicate"
    SLOWED = "slowed"
    FULL = "full"
    TOO_OLD = "too_old"


class GivenUpError(RuntimeError):
    """The event met a changed record again and again; it is left to LINE's redelivery."""


class DeadlyError(RuntimeError):
    """The event stopped the process that had it in hand, and most likely would again."""


def reply_to(process: Process, event: Event) -> Handled:
    """Take one event and answer it; give what became of it."""
    ahead = max(process.clock.offset(), timedelta())  # a moved clock makes no event old
    if process.clock.now() - ahead - event.incoming.at >= EVENTS_KNOWN:  # it may have been taken before the ids we know
        process.store.commit((), (Count("too_old"),))
        return Handled.TOO_OLD
    with process.in_hand.seeing_to(event.user):
        return _taken(process, event)


def _taken(process: Process, event: Event) -> Handled:
    """Answer; where another commit came first, read and decide anew, knowing why the try before failed."""
    until, tries, why = time.monotonic() + PATIENCE, 0, None
    while True:
        try:
            with process.in_hand.holding(event.incoming.event_id):
                return _answer(process, event, why)
        except ConflictError as conflict:
            tries, why = tries + 1, meaning(conflict).why
        if tries >= FEWEST_TRIES and time.monotonic() > until:
            raise GivenUpError(event.incoming.event_id)
        # Longer after each try: those who met at one record don't meet there again.
        time.sleep(random.uniform(0.002, min(LONGEST_PAUSE, 0.004 * 2**tries)))  # noqa: S311 - no secret


def _answer(process: Process, event: Event, why: Why | None) -> Handled:
    """Load, gather, advance and commit once; ConflictError when something changed meanwhile."""
    loaded = process.store.load(event.user, event.incoming.event_id, counting=event.incoming.sort in MESSAGES)
    if loaded.seen:
        process.store.confirm_seen([event.incoming.event_id])
        return Handled.DUPLICATE
    if loaded.deaths >= DEADLY:
        raise DeadlyError
    context = with_style(context_with(process, loaded.office_state), easy=loaded.easy)
    if loaded.burst > context.office.messages_in_10_seconds:
        return _slow_down(context, event)
    facts = _facts(context, event, loaded, why)
    if why is Why.STORE_FULL:
        return _no_room(context, event, facts)
    with process.in_hand.reading():
        process.fail_point(f"reading {event.incoming.event_id}")
        turn = take(loaded.conversation, event.incoming, facts)
    commit = commit_for(context, event, loaded, turn, facts) + Commit((), _counted(event))
    _commit(with_words(context, turn.words(context.words)), event, turn, commit, facts)
    return Handled.TAKEN


def _counted(event: Event) -> tuple[Write, ...]:
    """Count a message among the newest of its person where it is taken: the load need not write, and its disk not hold.

    Two that are read at one moment are not counted as one: the second finds that its conversation has changed.
    """
    return (CountMessage(event.user),) if event.incoming.sort in MESSAGES else ()


def _facts(context: RequestContext, event: Event, loaded: Loaded, why: Why | None) -> Facts:
    """Gather what the core may know: also what is known only because the last try failed, as its number is taken."""
    gathered = gather(context, event.user, loaded)
    with context.in_hand.reading():
        needs = wanted(loaded, event.incoming, gathered)
    own = (loaded.booking or loaded.wish) and loaded.conversation.flow != "correct"
    theirs = why is Why.PERSON_KNOWN and not own
    facts = gathered
    if why:
        facts = replace(
            gathered,
            number_taken=theirs or why is Why.PERSON_REFUSED,  # a refused LINE user is known from the load
            numbers_spent=why is Why.NUMBERS_SPENT,
            day_spent=why is Why.DAY_SPENT,
        )
    return fresh_accounts.with_share(context, loaded.conversation, with_wanted(context, needs, facts))


def _commit(context: RequestContext, event: Event, turn: Turn, commit: Commit, facts: Facts) -> None:
    pending = pending_reply(context, event, turn.says, commit, facts.now)
    counted = fresh_accounts.counted(context, turn.effect, turn.conversation, facts)
    context.fail_point("before_commit")
    told = context.store.commit(commit.guards, (*commit.writes, *pending.writes, *counted))
    context.fail_point("after_commit")
    deliver_now(context, pending)
    if counted and told[-1]:
        fresh_accounts.tell_of_many(context, facts.now)


def _no_room(context: RequestContext, event: Event, facts: Facts) -> Handled:
    """Say that nothing new can be taken now; the conversation stays as it is, so that it can be tried again later."""
    event_id, said = event.incoming.event_id, (Say("common.no_room"),)
    pending = pending_reply(context, event, said, Commit(), facts.now)
    kept = (RememberEvent(event_id), Count("refused_full"), *_counted(event), *pending.writes)
    if not tried(context.store, (EventIsNew(event_id),), kept):
        return Handled.DUPLICATE
    deliver_now(context, pending)
    return Handled.FULL


def _slow_down(context: RequestContext, event: Event) -> Handled:
    """Drop the event; ask the user once a minute to slow down."""
    event_id = event.incoming.event_id
    tried(context.store, (EventIsNew(event_id),), (RememberEvent(event_id), Count("slowed")))
    if event.reply_token and context.store.may_ask_to_slow_down(event.user):
        messages = render((Say("common.slow_down"),), context.words)
        context.in_background(lambda: context.line.reply(event.reply_token, messages))
    return Handled.SLOWED


def put_aside(process: Process, event: Event, words: str = "common.broken") -> None:
    """Remember an event that broke us, so that it does not come back, and name the telephone to its seeker."""
    event_id = event.incoming.event_id
    counts = (Count("quarantined"), *_counted(event))
    fresh = tried(process.store, (EventIsNew(event_id),), (RememberEvent(event_id), *counts))
    if fresh and event.reply_token:
        messages = render((Say(words),), process.files.words)
        process.in_background(lambda: process.line.reply(event.reply_token, messages))
