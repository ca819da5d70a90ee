"""Personal details on our own page: its one-time link, and the way of what is sent back into the conversation.

LINE gives a page no reply token, so the next question goes out as a push, kept with the commit and sent by the sweep.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.booking.limits.daily_limits import Act
from bot.booking.model import Answer
from bot.booking.notices.notice import retry_key_of
from bot.dialogue.engine import go_on
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.questions.details_link import LINK_VALID, link_in, open_details
from bot.dialogue.turn import Facts, Turn
from bot.errors import ConflictError
from bot.messages.line import render
from bot.ports.bookings import WithinADay
from bot.ports.context import Process
from bot.ports.events import ConversationIs, KeepConversation, Loaded
from bot.ports.health import Count
from bot.ports.privacy import DetailsLink, DetailsLinkIsUnused, KeepDetailsLink, LinkOver, UseDetailsLink
from bot.ports.replies import KeepReply, PendingReply, ReplyStep
from bot.ports.store import Guard, Write
from bot.service.bookings.daily_limits import counted, within
from bot.service.conflicts import Why, meaning, tried
from bot.service.events.facts import gather
from bot.service.events.office_now import context_with
from bot.service.events.reader_style import with_style

TRIES = 5


@dataclass(frozen=True)
class Sheet:
    """The page behind a link: what it stands for, or why it is over; `easy` = in やさしい日本語."""

    behind: DetailsLink | LinkOver
    easy: bool = False


def link_writes(process: Process, user: str, turn: Turn, facts: Facts) -> tuple[Write, ...]:
    """Give what makes the link in a turn's messages work."""
    link = link_in(turn.says, turn.conversation, facts)
    if not link:
        return ()
    token = facts.details_url.rpartition("/")[2]
    kept = DetailsLink(user, link.conversation, link.fields, facts.now + LINK_VALID, process.new_token())
    return (KeepDetailsLink(token, kept),)


def sheet(process: Process, token: str) -> Sheet:
    """Look behind a link; looking uses nothing up, since LINE and others fetch links to show what they are."""
    return _look(process, token)[0]


def _look(process: Process, token: str) -> tuple[Sheet, Loaded | None]:
    link = process.store.details_link(token)
    if isinstance(link, LinkOver):
        return Sheet(link), None
    if process.clock.now() >= link.until:
        return Sheet(LinkOver.EXPIRED), None
    loaded = process.store.load(link.user, "")
    talk, easy = loaded.conversation, loaded.easy
    if talk.id and link.conversation == talk.id and set(link.fields) <= set(open_details(talk)):
        return Sheet(link, easy), loaded
    return Sheet(LinkOver.CHANGED, easy), None


def send(process: Process, token: str, answers: Mapping[str, Answer]) -> Sheet:
    """Put what was sent into the conversation, and let the chat ask on; give why that can't be, or that it was used."""
    for _ in range(TRIES):
        found, loaded = _look(process, token)
        link = found.behind
        if isinstance(link, LinkOver) or not loaded:
            return found
        taken = _taken(process, token, link, loaded, answers)
        guards = (DetailsLinkIsUnused(token), ConversationIs(link.user, loaded.version))
        if _is_kept(process, guards, taken):
            return Sheet(LinkOver.USED)
    return found


def _is_kept(process: Process, guards: Sequence[Guard], taken: "_Taken") -> bool:
    """Keep what was sent; past the limit of the day without a push: the talk goes on when the seeker writes."""
    try:
        process.store.commit((*guards, taken.within), (*taken.writes, *taken.pushed))
    except ConflictError as conflict:
        return meaning(conflict).why is Why.DAY_SPENT and tried(process.store, guards, taken.writes)
    return True


@dataclass(frozen=True)
class _Taken:
    """What keeps a form; and the push that lets the talk go on, within a limit of the day as each costs a message."""

    writes: tuple[Write, ...]
    pushed: tuple[Write, ...]
    within: WithinADay


def _taken(process: Process, token: str, link: DetailsLink, loaded: Loaded, answers: Mapping[str, Answer]) -> _Taken:
    context = with_style(context_with(process, loaded.office_state), easy=loaded.easy)
    facts = gather(context, link.user, loaded)
    name = f"details-{retry_key_of(link.secret)}"
    turn = go_on(loaded.conversation, Incoming(Sort.TEXT, name, facts.now), facts, answers)
    push = PendingReply(
        id=name,
        token="",
        user=link.user,
        messages=render(turn.says, context.words),
        due=facts.now,
        retry_key=retry_key_of(name),
        step=ReplyStep.PUSH,
    )
    writes = (
        UseDetailsLink(token),
        KeepConversation(link.user, turn.conversation, loaded.version + 1),
        *link_writes(context, link.user, turn, facts),
        Count("details_sent"),
    )
    pushed = (KeepReply(push), counted(Act.FORM, facts, ""))
    return _Taken(writes, pushed, within(context, Act.FORM, facts, ""))
