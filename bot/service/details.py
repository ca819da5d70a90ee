"""Personal details on our own page: its one-time link, and the way of what is sent back into the conversation.

LINE gives a page no reply token, so the next question goes out as a push, kept with the commit and sent by the sweep.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid5

from bot.booking.model import Answer
from bot.booking.reminders import RETRY_KEYS
from bot.dialogue.conversation import Conversation
from bot.dialogue.details import VALID, link_in, open_details
from bot.dialogue.engine import go_on
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.turn import Facts, Turn
from bot.messages.line import render
from bot.ports import (
    ConversationIs,
    Count,
    DetailsLink,
    DetailsLinkIsUnused,
    KeepConversation,
    KeepDetailsLink,
    KeepReply,
    Loaded,
    PendingReply,
    ReplyStep,
    Services,
    UseDetailsLink,
    Write,
)
from bot.service.facts import gather
from bot.service.standing import with_standing
from bot.service.style import with_style

TRIES = 5


@dataclass(frozen=True)
class Sheet:
    """The page behind a link: what it stands for, or why it is over: "used", "expired" or "changed".

    easy  it is for who reads やさしい日本語
    """

    link: DetailsLink | None
    over: str = ""
    easy: bool = False


def link_writes(services: Services, user: str, turn: Turn, facts: Facts) -> tuple[Write, ...]:
    """Give what makes the link in a turn's messages work."""
    link = link_in(turn.says, turn.conversation, facts)
    if not link:
        return ()
    token = facts.details_url.rpartition("/")[2]
    kept = DetailsLink(user, link.conversation, link.fields, facts.now + VALID, services.new_token())
    return (KeepDetailsLink(token, kept),)


def sheet(services: Services, token: str) -> Sheet:
    """Look behind a link; looking uses nothing up, since LINE and others fetch links to show what they are."""
    return _look(services, token)[0]


def _look(services: Services, token: str) -> tuple[Sheet, Loaded | None]:
    link = services.store.details_link(token)
    if isinstance(link, str):
        return Sheet(None, link or "expired"), None
    if services.clock.now() >= link.until:
        return Sheet(None, "expired"), None
    loaded = services.store.load(link.user, "")
    fits, easy = _fits(link, loaded.conversation), loaded.easy
    return (Sheet(link, easy=easy), loaded) if fits else (Sheet(None, "changed", easy), None)


def _fits(link: DetailsLink, conversation: Conversation) -> bool:
    still_open = open_details(conversation.answers)
    return bool(conversation.id) and link.conversation == conversation.id and set(link.fields) <= set(still_open)


def send(services: Services, token: str, answers: Mapping[str, Answer]) -> Sheet:
    """Put what was sent into the conversation, and let the chat ask on; give why that can't be, or "used"."""
    for _ in range(TRIES):
        found, loaded = _look(services, token)
        if not found.link or not loaded:
            return found
        failed = services.store.commit(
            (DetailsLinkIsUnused(token), ConversationIs(found.link.user, loaded.version)),
            _writes(services, token, found.link, loaded, answers),
        )
        if not failed:
            return Sheet(None, "used")
    return found


def _writes(
    services: Services, token: str, link: DetailsLink, loaded: Loaded, answers: Mapping[str, Answer]
) -> tuple[Write, ...]:
    services = with_style(with_standing(services, loaded.standing), easy=loaded.easy)
    facts = gather(services, link.user, loaded)
    name = f"details-{uuid5(RETRY_KEYS, link.secret)}"
    turn = go_on(loaded.conversation, Incoming(Sort.TEXT, name, facts.now), facts, answers)
    push = PendingReply(
        id=name,
        token="",
        user=link.user,
        messages=render(turn.says, services.words),
        due=facts.now,
        retry_key=str(uuid5(RETRY_KEYS, name)),
        step=ReplyStep.PUSH,
    )
    return (
        UseDetailsLink(token),
        KeepConversation(link.user, turn.conversation, loaded.version + 1),
        *link_writes(services, link.user, turn, facts),
        KeepReply(push),
        Count("details_sent"),
    )
