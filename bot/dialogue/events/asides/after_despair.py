"""What is written after words of despair: it is answered gently, numbers are named, and the open question waits."""

from bot.booking.day_notes import DESPAIR
from bot.dialogue.events.open_question import RESTING, open_flow, resting
from bot.dialogue.outside_flows import answers, on_the_day, welcome
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.route import Command, command_of
from bot.dialogue.turn import Turn
from bot.dialogue.understanding import Intention, Meaning, Sureness

SHORT_WORDS = frozenset(
    {Intention.UNKNOWN, Intention.YES, Intention.NO, Intention.NONE, Intention.THANKS, Intention.GREETING}
)
NO_ANSWERS = frozenset({Intention.THANKS, Intention.GREETING})  # among them, to any question of a form


def is_after_despair(seen: Seen) -> bool:
    """Say whether somebody wrote words of despair just before."""
    talk = seen.conversation
    if DESPAIR not in talk.held or talk.draft or talk.asked_at is None:
        return False
    return seen.facts.now - talk.asked_at < welcome.PAUSE


def after_despair(seen: Seen, meaning: Meaning) -> Turn | None:
    """Answer a short word after words of despair: no thanks in form, no list of errands, no error."""
    if _asks_for_a_call(seen, meaning):
        return _beside_what_is_open(seen, Turn(seen.conversation, (answers.whom_to_call(seen.facts),)))
    if open_flow(seen) and not (RESTING in seen.conversation.held and meaning.intention in NO_ANSWERS):
        return None
    is_wish = meaning.sureness is Sureness.SURE and meaning.intention not in SHORT_WORDS
    if is_wish and (meaning.intention is not Intention.QUESTION or meaning.about != on_the_day.NERVES):
        return None
    effect = on_the_day.after_despair(seen.incoming, seen.facts)
    return _beside_what_is_open(seen, Turn(seen.conversation, (answers.after_despair(seen.facts),), effect))


def _asks_for_a_call(seen: Seen, meaning: Meaning) -> bool:
    if command_of(seen.incoming.text, seen.facts.words) is Command.PHONE:
        return True
    to_a_person = meaning.intention is Intention.HUMAN and meaning.sureness is Sureness.SURE
    return to_a_person and meaning.live and meaning.about != "message"


def _beside_what_is_open(seen: Seen, turn: Turn) -> Turn:
    return resting(seen, *turn.says, effect=turn.effect) if open_flow(seen) else turn
