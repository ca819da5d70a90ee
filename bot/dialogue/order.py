"""Events in the order in which they happened, whatever the order in which they arrive.

LINE may deliver an event again, late, or after a newer one (Messaging API: webhook redelivery). A late event is put in
its place: the conversation goes back to what it was before all that we keep, and takes the events again in order. A run
of a flow that began or ended settles what was before; an event from then changes nothing any more and gets no answer.
"""

from dataclasses import replace
from datetime import timedelta

from bot.dialogue.conversation import Conversation
from bot.dialogue.details import on_page
from bot.dialogue.engine import advance
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.reading import contains_my_number
from bot.dialogue.turn import Facts, SetStyle, Turn

KEPT = 40
# Without LINE's redelivery mark, an older time by more than this is another clock, not another order.
NEAR = timedelta(seconds=20)
STALE = timedelta(minutes=20)
FORGOTTEN = timedelta(hours=24)
CONTACT = frozenset({Sort.FOLLOW, Sort.UNFOLLOW})


def take(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Answer one event, in its place; a conversation left alone for a day starts anew."""
    if conversation.asked_at and facts.now - conversation.asked_at >= FORGOTTEN:
        conversation = Conversation(
            settled=conversation.settled, contact_at=conversation.contact_at, refused=conversation.refused
        )
    if incoming.sort in CONTACT:
        return _contact(conversation, incoming, facts)
    if _is_settled(conversation, incoming):
        return Turn(conversation)
    earlier = tuple(event for event in conversation.past if event.at <= incoming.at)
    later = tuple(event for event in conversation.past if event.at > incoming.at)
    if later and incoming.redelivered and later[-1].at - incoming.at > STALE:
        return Turn(conversation)
    if not later or not _may_be_late(incoming, later[-1]):
        return _next(conversation, incoming, facts)
    return _all(conversation.base or Conversation(), (*earlier, incoming, *later), facts)


def _contact(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Take "added as a friend" and "blocked" by themselves: only the newest of them counts."""
    if conversation.contact_at and incoming.at < conversation.contact_at:
        return Turn(conversation)
    turn = advance(conversation, incoming, facts)
    return replace(turn, conversation=replace(turn.conversation, contact_at=incoming.at))


def _all(base: Conversation, events: tuple[Incoming, ...], facts: Facts) -> Turn:
    turn, style = Turn(base), None
    for incoming in events:
        turn = _next(turn.conversation, incoming, facts)
        if isinstance(turn.effect, SetStyle):
            style, facts = turn.effect, replace(facts, words=turn.words(facts.words))
        elif turn.effect:
            break
    return turn if turn.effect else replace(turn, effect=style)


def _next(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    kept = _making_room(conversation)
    turn = advance(kept, incoming, facts)
    after = turn.conversation
    if after.id != conversation.id:
        return replace(turn, conversation=after.settled_at(incoming.at))
    if incoming.sort is Sort.UNSEND or contains_my_number(incoming.text):
        return replace(turn, conversation=after.without_past())
    if on_page(facts) and incoming.sort is Sort.TEXT:  # it may say what the talk must not hold
        same = after.answers == conversation.answers
        return turn if same else replace(turn, conversation=after.without_past())
    if after.base is None or isinstance(turn.effect, SetStyle):
        return turn  # the flow settled what was before; a style changes no answer
    return replace(turn, conversation=replace(after, past=(*after.past, incoming)))


def _making_room(conversation: Conversation) -> Conversation:
    if conversation.past and len(conversation.past) < KEPT:
        return conversation
    return replace(conversation, past=(), base=conversation.without_past())


def _is_settled(conversation: Conversation, incoming: Incoming) -> bool:
    settled = conversation.settled
    if settled is None or incoming.at >= settled:
        return False
    return incoming.redelivered or settled - incoming.at <= NEAR


def _may_be_late(incoming: Incoming, last: Incoming) -> bool:
    return incoming.redelivered or last.at - incoming.at <= NEAR
