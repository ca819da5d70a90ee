"""What follows from a text that is typed while a question is open."""

import re
from dataclasses import replace

from bot.dialogue.events.answer import answered
from bot.dialogue.events.at_question import APPLYING, FINAL, WHEN, title_of
from bot.dialogue.events.button import on_button
from bot.dialogue.events.command import on_command
from bot.dialogue.events.in_other_words.beside_the_style import with_what_is_told
from bot.dialogue.events.in_other_words.yes_or_no import is_bare
from bot.dialogue.events.named_time import with_the_time
from bot.dialogue.events.open_question import reminded, resting
from bot.dialogue.events.while_asked import meant_here
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import answers, welcome
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.details_link import DETAILS
from bot.dialogue.questions.halves import join, whole_name
from bot.dialogue.questions.kinds import Again, Filled, Question, Seen
from bot.dialogue.questions.prefill import FEWEST
from bot.dialogue.questions.start_times import day_or_none
from bot.dialogue.questions.when_said.days_said import day_or_row
from bot.dialogue.questions.when_said.put_plainly import put_plainly
from bot.dialogue.questions.when_said.written_in_dates import written_in_dates
from bot.dialogue.questions.whose_times import said_of_whom
from bot.dialogue.reading import clean, half_width, read_choice, short_day
from bot.dialogue.reading.contact.name import FACE
from bot.dialogue.reading.last_word import overruled
from bot.dialogue.reading.text import EMOJI, without_apology, without_hedges
from bot.dialogue.reading.told_only import without_who_is_there
from bot.dialogue.reading.whole_message import SHAPES
from bot.dialogue.route import Command
from bot.dialogue.turn import Say, Turn
from bot.dialogue.understanding.scope import is_question

IN_ENGLISH = re.compile(r"(?=[^a-z]{0,20}[a-z])[\x20-\x7e\n’‘“”]+", re.IGNORECASE)
NUMBERS = frozenset({"number", "telephone", "email"})
A_VALUE = re.compile(r"(?:\d[\s-]?){8}|[A-Za-z0-9]@")
CARES = frozenset({"lobby.despair", "lobby.despair_open", "lobby.despair_closed"})
BEFORE_DATA = frozenset({"eligible", "consent"})  # data that is told here is held until it is asked for


def on_typed_answer(seen: Seen, flow: Flow, text: str) -> Turn:
    """Take a text for a choice, a half of an answer, something else that is meant, several answers, or the answer."""
    question = flow.open_question(seen.conversation)
    plain = without_apology(text, is_booked=seen.facts.booking is not None)
    if flow.question("day") and question.name not in DETAILS:
        plain = written_in_dates(plain, seen)
    plain = without_who_is_there(plain)
    if question.name in WHEN or (flow.name in APPLYING and question.name in FINAL):
        plain = put_plainly(plain, seen.facts)
    if plain != text:
        text, seen = plain, replace(seen, incoming=replace(seen.incoming, text=plain))
    text = without_hedges(text) if question.name in NUMBERS and A_VALUE.search(half_width(text)) else text
    doubtful = _day_or_row(seen, question, text)
    bare = question.name == "consent" and is_bare(text)
    named = None if doubtful or bare or overruled(text) else _named(seen, question, text)
    if named:
        return on_button(seen, Tap.decode(named))
    settled = doubtful or said_of_whom(text, question, seen) or join(text, question, seen)
    settled = settled or _plain_value(seen, question, text)
    if settled:
        return answered(seen, flow, settled)
    return _meant(seen, flow, text) or _read(seen, flow, question, text)


def _plain_value(seen: Seen, question: Question, text: str) -> Filled | None:
    """Read a text that is a number or an address and nothing besides: no other meaning of it need be looked for."""
    shape = SHAPES.get(question.name)
    result = question.read(text, seen) if shape and shape.fullmatch(text) else None
    return result if isinstance(result, Filled) and not result.answers[question.name].mark else None


def _read(seen: Seen, flow: Flow, question: Question, text: str) -> Turn:
    fewest = 1 if question.name in BEFORE_DATA else FEWEST
    several = flow.several.read(text, seen, fewest=fewest) if flow.several else None
    if several:
        return answered(seen, flow, several)
    changed = flow.changed_by(text, seen.conversation, seen.facts.words)
    if changed:
        return answered(seen, flow, changed)
    result = whole_name(clean(text), question, seen) or question.read(clean(text), seen)
    if isinstance(result, Again) and _was_left_alone(seen):
        return Turn(seen.conversation, (welcome.offer_to_resume(),))
    if isinstance(result, Filled) and question.name == "name" and (EMOJI.search(text) or FACE.search(text)):
        result = _shown(result, question, seen)  # it was shortened, and nobody else says so
    return answered(seen, flow, result)


def _shown(result: Filled, question: Question, seen: Seen) -> Filled:
    """Show a name as it was kept."""
    values = {"title": title_of(question, seen), "value": result.answers["name"].value}
    return replace(result, echo=result.echo or Say("heard.kept", values))


def _meant(seen: Seen, flow: Flow, text: str) -> Turn | None:
    """Answer what a text means beside a plain answer."""
    match meant_here(text, flow, seen):
        case None:
            return None
        case Heard(command=Command.EASY | Command.ORDINARY as command):
            return on_command(with_what_is_told(seen, flow, text), command)
        case Heard(command=Command() as command, when=when):
            turn = on_command(seen, command)
            return with_the_time(seen, turn, when) if command is Command.CHANGE and when else turn
        case Heard(says, effect) if any(say.key in CARES for say in says):
            return resting(seen, *says, effect=effect)
        case Heard(says, effect):
            says = tuple(_as_answered(say, seen) for say in says)
            plain = (replace(say, options=()) if say.look == "text" else say for say in says)
            return replace(reminded(seen, *plain), effect=effect)
        case result:
            return answered(seen, flow, result)


def _as_answered(say: Say, seen: Seen) -> Say:
    """Tell who has wished for an interpreter that it is noted; who asks in English is answered so."""
    if say.key != "answers.languages.text":
        return say
    noted = answers.of_interpreters(seen.conversation.answers)
    return noted or (answers.answer_to("english", seen.facts) if IN_ENGLISH.fullmatch(seen.incoming.text) else say)


def _day_or_row(seen: Seen, question: Question, text: str) -> Again | None:
    """Ask which is meant by a number that may be a row of the list or a day of the month."""
    if question.name != "day":
        return None
    taps = [Tap.decode(load) for load, _ in seen.conversation.shown]
    shown = [day_or_none(tap.value) for tap in taps if tap.question == question.name]
    meant = day_or_row(text, [day for day in shown if day], seen.facts)
    if len(meant) < 2:
        return None
    options = tuple(seen.option("day", day.isoformat(), "book.day.option.day", day=short_day(day)) for day in meant)
    return Again(Say("heard.day_or_row", options=options, numbered=True), counts=False)


def _named(seen: Seen, question: Question, text: str) -> str | None:
    talk = seen.conversation
    if not talk.labels:
        return None
    return read_choice(text, talk.shown, talk.also) if _may_name_options(seen, question, text) else None


def _may_name_options(seen: Seen, question: Question, text: str) -> bool:
    """Let digits name options only where they are listed or a text is asked about; a label does so anywhere.

    What is asked names none: 「はい？」, 「申し込む？」.
    """
    labels = {label for _, label in seen.conversation.labels}
    if text.strip() not in labels and is_question(text, seen.facts.lexicon.spelling):
        return False
    lists = question.name in WHEN or question.name == "days" or question.ask(seen).numbered  # days and times are listed
    return question.name in seen.conversation.held or lists or clean(text) in labels


def _was_left_alone(seen: Seen) -> bool:
    since = seen.conversation.asked_at
    return since is not None and seen.facts.now - since >= welcome.PAUSE
