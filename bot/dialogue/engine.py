"""The core of the chat: (conversation, incoming, facts) → turn. It decides everything and does nothing."""

from collections.abc import Callable, Mapping

from bot.booking.day_notes import DESPAIR
from bot.booking.model import Answer
from bot.booking.replacing import replace
from bot.dialogue.common_buttons import PHONE, STATUS
from bot.dialogue.conversation import Conversation
from bot.dialogue.events import asked_back
from bot.dialogue.events.button import on_button
from bot.dialogue.events.draft import with_draft, without_old_draft
from bot.dialogue.events.open_question import (
    RESTING,
    RESTS,
    asking,
    open_flow,
    reminded,
    resting,
    showing,
    with_ways_out,
)
from bot.dialogue.events.text import MISSED, on_text
from bot.dialogue.flows import FLOWS, correct, offer
from bot.dialogue.incoming import Incoming, Sort, Tap
from bot.dialogue.outside_flows import answers, on_the_day, welcome
from bot.dialogue.outside_flows.refusal import ASKS_FOR_ONE, refused
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.route import Command, command_of
from bot.dialogue.turn import Facts, ForgetWords, Say, Turn

UNSENT = "unsent"  # among the texts held: what went with a message that was unsent
OF_STAFF = "staff"  # in it: what staff could read
LEFT = {"change": "heard.move_left", "correct": "heard.correct_left"}  # said of a flow that another takes the place of
NEEDS_A_BOOKING = frozenset({"change", "cancel", "correct"})


def advance(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Answer one event."""
    before = without_old_draft(_without_unsent(conversation, incoming), facts)
    turn = _with_what_was_left(_turn(Seen(before, incoming, facts)), before)
    turn = with_draft(_with_unsent(turn, conversation), facts)
    return _remembering(_without_misses(turn, conversation), facts, incoming.text, before)


def go_on(conversation: Conversation, incoming: Incoming, facts: Facts, answers: Mapping[str, Answer]) -> Turn:
    """Take answers that were given on our own page, and ask the next question."""
    seen = Seen(conversation, incoming, facts)
    if _is_refused(seen):
        return _remembering(refused(conversation, facts), facts)
    if _has_lost_its_booking(seen):
        lost = welcome.with_menu((Say("lobby.no_booking"),))
        return _remembering(Turn(conversation.closed(), lost), facts)
    filled = conversation.answered(answers).without_past()
    return _remembering(asking(seen, filled, FLOWS[filled.flow], Say("details.received")), facts)


def ask_anew(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Do nothing for an event that came too late, and show again what is open."""
    seen, late = Seen(conversation, incoming, facts), Say("common.came_late")
    flow = open_flow(seen)
    if flow and not _has_lost_its_booking(seen) and not _is_refused(seen):
        return _remembering(with_draft(asking(seen, conversation, flow, late), facts), facts)
    left = conversation.closed() if flow else conversation
    return _remembering(Turn(left, (late, *welcome.told(Command.STATUS, facts))), facts)


def _turn(seen: Seen) -> Turn:
    if _has_lost_its_booking(seen):
        return _left(seen, lambda left: reminded(left, Say("lobby.no_booking")))
    if _is_refused(seen):
        return _left(seen, lambda left: refused(left.conversation, left.facts))
    match seen.incoming.sort:
        case Sort.TEXT:
            return on_text(seen)
        case Sort.TAP:
            return on_button(seen, seen.incoming.tap or Tap("", "", ""))
        case Sort.FOLLOW:
            return _followed(seen)
        case Sort.UNFOLLOW:
            return welcome.left(seen.conversation, seen.facts)
        case Sort.UNSEND:
            return _unsent(seen)
        case _:
            return _not_text(seen)


def _not_text(seen: Seen) -> Turn:
    """Say that only texts can be read; on the day a picture may show what went wrong, and gets help."""
    helped = on_the_day.picture(seen.incoming, seen.facts) if seen.incoming.sort is Sort.MEDIA else None
    if helped:
        return replace(reminded(seen, *helped.says), effect=helped.effect)
    if open_flow(seen) and RESTING in seen.conversation.held:
        return resting(seen, answers.after_despair(seen.facts))
    options = (STATUS, PHONE) if seen.facts.booking and not open_flow(seen) else ()
    return reminded(seen, Say("common.not_text", options=options))


def _has_lost_its_booking(seen: Seen) -> bool:
    held = correct.target_of(seen.facts) if seen.conversation.flow == correct.CORRECT.name else seen.facts.booking
    return seen.conversation.flow in NEEDS_A_BOOKING and not held


def _is_refused(seen: Seen) -> bool:
    return seen.conversation.flow in ASKS_FOR_ONE and seen.facts.refused


def _left(seen: Seen, answer: Callable[[Seen], Turn]) -> Turn:
    """Leave a flow that has no use any more, by its answer; words that work anywhere still do."""
    draft, incoming = seen.conversation.draft, seen.incoming
    left = replace(seen, conversation=replace(seen.conversation.closed(), draft=draft))
    if draft:
        return _turn(left)
    is_text = incoming.sort is Sort.TEXT and not command_of(incoming.text, seen.facts.words)
    return answer(left) if is_text or incoming.sort is Sort.TAP else _turn(left)


def _followed(seen: Seen) -> Turn:
    turn = welcome.welcome(seen.conversation, seen.facts)
    if open_flow(seen) and seen.conversation.answers:
        return replace(turn, says=(*turn.says, welcome.offer_to_resume()))
    return turn


def _unsent(seen: Seen) -> Turn:
    """Forget what came from the message, and the events kept for reordering, which hold it too."""
    talk, message = seen.conversation, seen.incoming.message_id
    gone = [name for name, answer in talk.answers.items() if answer.message_id == message]
    words = _words_of_staff(seen)
    went = (*gone, OF_STAFF) if words else gone
    held = {UNSENT: ",".join(went)} if went else {}
    draft = talk.draft.without(message) if talk.draft else None
    return Turn(replace(talk.without(*gone).without_past(), held=held, draft=draft), effect=words)


def _words_of_staff(seen: Seen) -> ForgetWords | None:
    """Give what staff could read of the message."""
    facts, name = seen.facts, seen.incoming.message_id
    left = next((one for one in facts.staff_messages if name in one.parts), None)
    noted = on_the_day.unsent(name, facts)
    return ForgetWords(name, left, noted) if left or noted else None


def _without_unsent(conversation: Conversation, incoming: Incoming) -> Conversation:
    """Take the note of an unsent answer away as soon as there is an answer that can tell it."""
    if UNSENT not in conversation.held or incoming.sort in (Sort.FOLLOW, Sort.UNFOLLOW, Sort.UNSEND):
        return conversation
    return conversation.not_holding(UNSENT)


def _with_unsent(turn: Turn, before: Conversation) -> Turn:
    """Say first what went with the message that was unsent; LINE gives such an event no reply of its own."""
    if UNSENT not in before.held or UNSENT in turn.conversation.held or not turn.says:
        return turn
    went = before.held[UNSENT].split(",")
    told = (
        *([Say("lobby.unsent")] if {*went} - {OF_STAFF} else []),
        *([Say("lobby.unsent_staff")] if OF_STAFF in went else []),
    )
    return replace(turn, says=(*told, *turn.says))


def _with_what_was_left(turn: Turn, before: Conversation) -> Turn:
    """Say first that a change was not made which something else was begun in place of."""
    after = turn.conversation.flow
    if before.flow not in LEFT or after in ("", before.flow) or after not in NEEDS_A_BOOKING or turn.effect:
        return turn
    told = before.answers.keys() - {"field"}
    return replace(turn, says=(Say(LEFT[before.flow]), *turn.says)) if told and turn.says else turn


def _without_misses(turn: Turn, before: Conversation) -> Turn:
    """Count only the texts in a row that were not understood."""
    after = turn.conversation
    if MISSED not in after.tries or after.tries[MISSED] != before.tries.get(MISSED):
        return turn
    tries = {name: count for name, count in after.tries.items() if name != MISSED}
    return replace(turn, conversation=replace(after, tries=tries))


def _remembering(turn: Turn, facts: Facts, text: str = "", before: Conversation | None = None) -> Turn:
    """Note the time, what was asked, and what a typed answer may name; show how to go back and to stop."""
    noted = asked_back.noting(replace(turn.conversation, asked_at=facts.now), turn, text, before or turn.conversation)
    if noted.flow and (standing := offer.name_of(facts)):
        noted = noted.holding(offer.KNOWN, standing)
    if any(say.key.startswith("lobby.despair") for say in turn.says):
        noted = noted.holding(DESPAIR, "yes")
    if any(say.key == "lobby.nervous" for say in turn.says):
        noted = noted.holding(on_the_day.ASKED_WHETHER, "yes")
    else:
        noted = noted.not_holding(on_the_day.ASKED_WHETHER)
    if turn.says and turn.says[-1].key == RESTS:  # the options of the question that waits stay the ones to choose from
        return replace(turn, conversation=noted.holding(RESTING, "yes"))
    if not noted.draft:
        noted = noted.not_holding(RESTING)
    shown = showing(noted, turn.says[-1], turn.words(facts.words)) if turn.says else noted
    return with_ways_out(replace(turn, conversation=shown))
