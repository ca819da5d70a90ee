"""What follows from what a question made of an answer: the next one, the same again, or the end of the flow."""

from bot.booking.model import Answer
from bot.booking.replacing import replace
from bot.dialogue.common_buttons import PHONE
from bot.dialogue.conversation import Conversation
from bot.dialogue.daily_limits import day_spent
from bot.dialogue.events.at_question import LAST_CARDS
from bot.dialogue.events.open_question import asking
from bot.dialogue.events.review.back_to_the_card import asked_anew
from bot.dialogue.flows import FLOWS
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.heard import note_of
from bot.dialogue.outside_flows.staff_message import MISSED
from bot.dialogue.questions.halves import HALF, goes_on, half_of, is_half
from bot.dialogue.questions.kinds import Again, Filled, Finish, Leave, Question, Result, Seen, Switch, Typed
from bot.dialogue.reading import clean, half_width
from bot.dialogue.reading.whole_message import SHAPES
from bot.dialogue.route import Command
from bot.dialogue.turn import NoteTry, Say, Turn
from bot.errors import RefusedError

# After the second miss at one question, beside going on.
A_PERSON = Say("heard.person", options=(MISSED, PHONE), look="card", quiet=True)
NO_TELEPHONE = "heard.no_telephone"  # who says twice that he has none is booked without
MAX_KEPT = 100  # characters of a text that is taken as it is


def answered(seen: Seen, flow: Flow, result: Result) -> Turn:
    """Go on after an answer."""
    match result:
        case Filled():
            return _filled(seen, flow, result)
        case Again():
            return asked_again(seen, flow, result)
        case Leave(say):
            return welcome.quit_flow(seen.conversation, say)
        case Switch(name, answers, drop, again):
            left = asked_anew(seen.conversation, flow, drop) if name == flow.name else seen.conversation.without(*drop)
            switched = replace(left.answered(answers), flow=name)
            after = replace(seen, conversation=switched)
            return asked_again(after, FLOWS[name], again) if again else asking(after, switched, FLOWS[name])
        case Finish(answers):
            return _finished(replace(seen, conversation=seen.conversation.answered(answers)), flow)


def _filled(seen: Seen, flow: Flow, filled: Filled) -> Turn:
    name = seen.incoming.message_id
    kept = {question: replace(answer, message_id=name) for question, answer in filled.answers.items()}
    after = seen.conversation.answered(kept, filled.drop)
    held = {**after.not_holding(HALF).held, **filled.holds}
    after = replace(after, consent=filled.consent or after.consent, held=held)
    return asking(seen, after, flow, *([filled.echo] if filled.echo else []))


def _finished(seen: Seen, flow: Flow) -> Turn:
    talk, facts = seen.conversation, seen.facts
    if flow.name == "book" and facts.booking:  # staff entered one meanwhile
        return Turn(talk.closed(), welcome.told(Command.STATUS, facts))
    try:
        turn = day_spent(talk, flow.name, facts) if facts.day_spent else flow.finish(talk, seen.incoming, facts)
    except RefusedError:  # the rules changed under the conversation, e.g. the day has come
        note = note_of(seen.incoming, facts, flow.name)
        effect = NoteTry(facts.booking, flow.name, note) if facts.booking and flow.name in LAST_CARDS else None
        return Turn(talk.closed(), welcome.told(Command(flow.name), facts), effect)
    turn = replace(turn, conversation=turn.conversation.settled_at(seen.incoming.at))
    if turn.effect or turn.says[-1].options:
        return turn
    return asking(seen, turn.conversation, flow, *turn.says)


def asked_again(seen: Seen, flow: Flow, again: Again) -> Turn:
    """Come back to the open question; a button may have answered another one."""
    if again.drop:
        return asking(seen, asked_anew(seen.conversation, flow, again.drop), flow)
    question = flow.open_question(seen.conversation)
    missed_before = seen.conversation.tries.get(question.name, 0) >= 1
    if again.counts and not again.forced and missed_before and _may_keep(seen, question, again):
        return _taken_as_it_is(seen, flow, question, again)
    noted = _with_miss(seen, question, again)
    says = _repeated(again.say, question, question.ask(replace(seen, conversation=noted)))
    missed = again.counts and noted.tries.get(question.name, 0) > 1
    return Turn(noted, (A_PERSON, *says) if missed else says)


def _may_keep(seen: Seen, question: Question, again: Again) -> bool:
    """Say whether a text may be kept as it is: near enough to an answer, and no new piece of one still coming."""
    text, held = seen.incoming.text, seen.conversation.held.get(HALF, "")
    if is_half(text, _reason(again)) and held != half_of(text, question, ""):
        return False
    if question.name == "number" and SHAPES["telephone"].search(half_width(text)):
        return False
    return again.say.key == NO_TELEPHONE or not isinstance(question, Typed) or question.may_be_kept(text)


def _reason(again: Again) -> str:
    return again.say.key.rpartition(".retry.")[2]


def _taken_as_it_is(seen: Seen, flow: Flow, question: Question, again: Again) -> Turn:
    """Take the second text that was not understood, where any will do; staff check it."""
    if again.say.key == NO_TELEPHONE:
        none = Answer("", "", "telephone_none", seen.incoming.message_id)
        return asking(seen, seen.conversation.answered({question.name: none}), flow, Say("heard.without_telephone"))
    kept = clean(seen.incoming.text)[:MAX_KEPT]
    answer = Answer(kept, kept, "unchecked", seen.incoming.message_id)
    return asking(seen, seen.conversation.answered({question.name: answer}), flow, A_PERSON, Say("common.taken_as_is"))


def _with_miss(seen: Seen, question: Question, again: Again) -> Conversation:
    text, held = seen.incoming.text, seen.conversation.held.get(HALF, "")
    half = is_half(text, _reason(again))
    missed = again.counts and not (half and goes_on(text, question, held))
    noted = seen.conversation.failed(question.name) if missed else seen.conversation
    if half:
        noted = noted.holding(HALF, half_of(text, question, held))
    return noted.holding(again.held_for or question.name, again.holds) if again.holds else noted


def _repeated(say: Say, question: Question, asked: Say) -> tuple[Say, ...]:
    """Say what was not understood: with the question's buttons, or before the question where it is more than those."""
    if say.choices or say.rows:
        return (say,)
    if asked.rows or not say.key.startswith(question.key):
        return (say, asked)
    if asked.groups:
        return (replace(asked, key=say.key, values=say.values),)
    return (replace(say, options=asked.options, rows=(), numbered=asked.numbered),)
