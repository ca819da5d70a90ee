"""A message for staff while it is being written, beside whatever is open in the talk."""

from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.events.open_question import open_flow, reminded
from bot.dialogue.flows import FLOWS
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import staff_message, welcome
from bot.dialogue.outside_flows.staff_message import Written
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.reading import read_choice
from bot.dialogue.route import Command
from bot.dialogue.turn import Facts, Say, Turn

STOPS = frozenset({Command.QUIT, Command.BACK})
ASKS_AGAIN = frozenset({Command.MESSAGE, Command.RESUME})


def begin_message(seen: Seen, *, missed: bool = False) -> Turn:
    """Ask for a message for staff, knowing where in the talk it was wished for."""
    flow, begun = open_flow(seen), staff_message.begin(seen.facts, missed=missed)
    question = flow.open_question(seen.conversation).key if flow else ""
    draft = replace(begun.draft, flow=seen.conversation.flow, question=question) if begun.draft else None
    told = staff_message.told_at_once(seen.incoming, draft, seen.facts) if draft and not missed else None
    return _written(seen, told or replace(begun, draft=draft))


def on_text_of_a_draft(seen: Seen, command: Command | None) -> Turn | None:
    """Take a text for the message that is being written; None where it is not part of it."""
    draft = seen.conversation.draft
    if not draft or (command and command not in STOPS | ASKS_AGAIN | staff_message.WORDS_OF_A_MESSAGE):
        return None
    if command in STOPS:
        return _written(seen, staff_message.stopped())
    if command in ASKS_AGAIN:
        return Turn(seen.conversation, staff_message.asked(draft, seen.facts))
    talk = seen.conversation
    shown = read_choice(seen.incoming.text, talk.shown, talk.also) if draft.text else None
    tap = Tap.decode(shown) if shown else None
    if tap and tap.conversation == staff_message.DRAFT:
        return _written(seen, staff_message.tapped(tap, draft, seen.facts))
    return _written(seen, staff_message.typed(seen.incoming, draft, seen.facts))


def on_button_of_a_draft(seen: Seen, tap: Tap) -> Turn:
    """Answer a button of a message, or the one that begins it."""
    if seen.conversation.draft:
        return _written(seen, staff_message.tapped(tap, seen.conversation.draft, seen.facts))
    if tap.value == "missed":
        return begin_message(seen, missed=True)
    return reminded(seen, Say("common.old_button"))


def _written(seen: Seen, written: Written) -> Turn:
    """Go on with a message, or come back to the open question once it is done with."""
    talk = replace(seen.conversation, draft=written.draft)
    if written.draft:
        return Turn(talk, written.says, written.effect)
    turn = replace(reminded(replace(seen, conversation=talk), *written.says), effect=written.effect)
    settled = turn.conversation.settled_at(seen.incoming.at)
    return replace(turn, conversation=settled) if written.effect else turn


def without_draft(seen: Seen) -> Seen:
    """Give the talk up to the message."""
    return replace(seen, conversation=replace(seen.conversation, draft=None))


def without_old_draft(conversation: Conversation, facts: Facts) -> Conversation:
    """Forget a message of which nothing was typed for long: what comes now is meant otherwise."""
    draft, since = conversation.draft, conversation.asked_at
    is_old = since is not None and facts.now - since >= welcome.PAUSE
    return replace(conversation, draft=None) if draft and not draft.text and is_old else conversation


def with_draft(turn: Turn, facts: Facts) -> Turn:
    """Come back to the message that is being written, in place of what else is open."""
    draft, last = turn.conversation.draft, turn.says[-1:]
    if not draft or not last or last[0].key.startswith("staff_message."):
        return turn
    plain = tuple(replace(say, options=()) if say.look == "text" else say for say in turn.says)
    beside = turn.says[:-1] if turn.conversation.flow in FLOWS else plain
    spoken = replace(facts, words=turn.words(facts.words))
    return replace(turn, says=(*beside, *staff_message.asked(draft, spoken)))
