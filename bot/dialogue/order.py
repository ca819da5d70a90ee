"""Events in the order in which they happened, whatever the order in which they arrive.

LINE may deliver an event again, late, or after a newer one (Messaging API: webhook redelivery). A late event is put in
its place: the conversation goes back to what it was before all that we keep, and takes the events again in order. A run
of a flow that began or ended settles what was before; an event from then changes nothing any more and gets no answer.
Whatever is older than the newest event taken from its person never acts: what is open is asked anew.
"""

from datetime import datetime, timedelta

from bot.booking.replacing import replace
from bot.dialogue.conversation import Conversation
from bot.dialogue.engine import advance, ask_anew
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.reading import contains_my_number
from bot.dialogue.turn import Facts, NoteTry, SetStyle, Turn

MOST_PAST = 40
# Without LINE's redelivery mark, an older time by more than this is no matter of order: it is taken as it comes.
NEAR = timedelta(seconds=20)
LATEST_REDELIVERY = timedelta(minutes=20)
FORGOTTEN = timedelta(hours=24)
MOST_AHEAD = timedelta(minutes=1)  # that LINE's clock may run ahead of ours
CONTACT = frozenset({Sort.FOLLOW, Sort.UNFOLLOW})


def take(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Answer one event, in its place; a conversation left alone for a day starts anew."""
    conversation = _without_times_ahead(_unless_forgotten(conversation, facts.now), facts.now)
    if incoming.at > facts.now + MOST_AHEAD:  # by another clock: all that comes after it would be late
        incoming = replace(incoming, at=max(facts.now, conversation.newest or facts.now))
    turn = _taken(conversation, incoming, facts)
    newest = max(incoming.at, conversation.newest or incoming.at)
    begun = conversation.begun or facts.now
    return replace(turn, conversation=replace(turn.conversation, newest=newest, begun=begun))


def _unless_forgotten(conversation: Conversation, now: datetime) -> Conversation:
    if conversation.asked_at and now - conversation.asked_at >= FORGOTTEN:
        return replace(conversation.closed(), asked_at=None, begun=None)
    return conversation


def _without_times_ahead(conversation: Conversation, now: datetime) -> Conversation:
    """Forget event times that lie ahead, for our clock was set back; measured by them, all to come would be late."""
    last = now + MOST_AHEAD
    times = (conversation.settled, conversation.contact_at, conversation.newest)
    kept = conversation
    if any(moment and moment > last for moment in times):
        settled, contact_at, newest = (moment if moment and moment <= last else None for moment in times)
        kept = replace(conversation, settled=settled, contact_at=contact_at, newest=newest)
    return kept.without_past() if kept.past and kept.past[-1].at > last else kept


def _taken(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    if incoming.sort in CONTACT:
        return _contact(conversation, incoming, facts)
    if _is_settled(conversation, incoming):
        return Turn(conversation)
    earlier = tuple(event for event in conversation.past if event.at <= incoming.at)
    later = tuple(event for event in conversation.past if event.at > incoming.at)
    if later and incoming.redelivered and later[-1].at - incoming.at > LATEST_REDELIVERY:
        return Turn(conversation)
    if later and (incoming.redelivered or later[-1].at - incoming.at <= NEAR):
        turn = _all(conversation.base or Conversation(), (*earlier, incoming, *later), incoming, facts)
        return turn or ask_anew(conversation, incoming, facts)
    turn = _next(conversation, incoming, facts)
    late = incoming.at < (conversation.newest or facts.now - FORGOTTEN)
    return ask_anew(conversation, incoming, facts) if late and _acts(turn, conversation) else turn


def _acts(turn: Turn, before: Conversation) -> bool:
    """Say whether a turn does something, or ends a run. That somebody tried is true whenever he tried it."""
    ends = bool(before.id) and turn.conversation.id != before.id
    return ends or not isinstance(turn.effect, NoteTry | None)


def _contact(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Take "added as a friend" and "blocked" by themselves: only the newest counts; who wrote since blocks no more."""
    wrote_since = incoming.sort is Sort.UNFOLLOW and conversation.newest and incoming.at < conversation.newest
    if wrote_since or (conversation.contact_at and incoming.at < conversation.contact_at):
        return Turn(conversation)
    turn = advance(conversation, incoming, facts)
    return replace(turn, conversation=replace(turn.conversation, contact_at=incoming.at))


def _all(base: Conversation, events: tuple[Incoming, ...], late: Incoming, facts: Facts) -> Turn | None:
    """Take all events in order; None when one that is not the newest would do something.

    The newest does so only by a button of this very run: what stands beside it was seen.
    """
    turn, style, noted = Turn(base), None, None
    for incoming in events:
        before = turn.conversation
        turn = _next(before, incoming, facts)
        match turn.effect:
            case SetStyle():
                style, facts = turn.effect, replace(facts, words=turn.words(facts.words))
            case NoteTry():
                noted = turn.effect if incoming is late else noted
            case None:
                pass
            case _ if incoming is not events[-1]:
                return None
            case _:
                return turn if _is_button_of(before, incoming) else ask_anew(before, incoming, facts)
    return replace(turn, effect=noted or style)


def _is_button_of(run: Conversation, incoming: Incoming) -> bool:
    return incoming.tap is not None and incoming.tap.conversation == run.id


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
    if conversation.past and len(conversation.past) < MOST_PAST:
        return conversation
    return replace(conversation, past=(), base=conversation.without_past())


def _is_settled(conversation: Conversation, incoming: Incoming) -> bool:
    settled = conversation.settled
    if settled is None or incoming.at >= settled:
        return False
    return incoming.redelivered or settled - incoming.at <= NEAR
