"""Several answers in one message: what is certain is filled in, the rest is asked as ever."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.booking.model import Answer
from bot.dialogue.common_buttons import RESTART
from bot.dialogue.questions.date_and_time import Day
from bot.dialogue.questions.details_link import DETAILS, on_page
from bot.dialogue.questions.kinds import Again, Filled, Question, Result, Seen, Typed
from bot.dialogue.questions.when_said.days_said import left_by, named_by, said_of_days
from bot.dialogue.questions.when_said.when_in_words import read_day_and_time
from bot.dialogue.reading.contact.half_name import Half, with_half
from bot.dialogue.reading.whole_message import Pieces, pieces_in
from bot.dialogue.turn import Row, Say
from bot.dialogue.understanding.days import without_reasons

# The day of something done is none that is wanted: 「登録は昨日済ませました」.
DONE = re.compile(
    r"(?:まし|でし|きま?し|済ませ|済ん|登録し|っ)[ただ](?:よ|ね|ばかり|ところ|ので|から|けど|です)*[。！!\s]*$"
)
# When something was that somebody tells of, where no day or time of the talk follows: 「先月会社が倒産して」.
LONG_AGO = re.compile(
    r"(?:先々?[月週]|去年|昨年|昨日|きのう|一昨日|おととい)(?!の?\s?(?:\d|[月火水木金土日]曜|午[前後]))"
)
# When somebody may be called, which is no wish for a time.
CALLS = re.compile(
    r"かけて|かけ直|(?:電話|連絡)(?:して|[をはも])?[^、。]{0,6}(?:ください|お願い|つなが|出)|出ら?れ|つなが[りるら]|繋が[りるら]|留守|不在|(?:誰|だれ)も(?:い|お)"
)
FEWEST = 2  # answers in one message; a single one is left to the question that is open


@dataclass(frozen=True)
class Several:
    """Reads whole messages for the questions of a flow; `day` is the one that reads a day and a time."""

    flow: str
    questions: tuple[Question, ...]
    day: Day
    agreed: str = "consent"

    def read(self, text: str, seen: Seen, *, fewest: int = FEWEST) -> Result | None:
        """Give all answers that a message holds, None when it holds too few to be meant as such."""
        pieces = pieces_in(text)
        if CALLS.search(text) and not said_of_days(text, seen.facts):
            pieces = replace(pieces, rest="")
        if pieces.my_number:
            return Again(Say("common.my_number"), counts=False) if len(text) > LONG else None
        if on_page(seen.facts) and pieces.found.keys() & {*DETAILS}:
            return None  # what may not be in the talk is not taken from it
        answers, echo, held = self._read(pieces, seen)
        labelled = any(piece.labelled for piece in pieces.found.values())
        correcting = labelled and self.agreed in seen.conversation.answers and "time" in seen.conversation.answers
        named = {*answers, *held} - {self.day.time}
        if named <= {self.day.name} and DONE.search(text):
            return None
        if len(named) < (1 if correcting else fewest):
            return None
        return Filled(answers, self._said(answers, held, seen, echo), holds=held)

    def _is_early(self, seen: Seen) -> bool:
        return self.agreed not in seen.conversation.answers

    def _read(self, pieces: Pieces, seen: Seen) -> tuple[dict[str, Answer], Say | None, dict[str, str]]:
        answers: dict[str, Answer] = {}
        rest = LONG_AGO.sub("", without_reasons(pieces.rest))
        rest = "" if "telephone" in pieces.found and CALLS.search(rest) else rest
        for question in self.questions:
            piece = pieces.found.get(question.name)
            is_new = question.name not in seen.conversation.answers or self._is_early(seen)
            if piece and (piece.labelled or is_new) and not (question.name == "name" and _is_half(piece.text, seen)):
                answers |= self._answer(question, piece.text, seen)
        result = read_day_and_time(
            rest, replace(seen, conversation=seen.conversation.without(self.day.name, self.day.time)), self.day
        )
        if isinstance(result, Filled):
            return answers | dict(result.answers), result.echo, {}
        asks = isinstance(result, Again) and not result.say.key.endswith(".unclear")
        asks = asks or (self._is_early(seen) and bool(named_by(rest, seen.facts.free, seen.facts)))
        return answers, None, {self.day.name: beside_what_is_held(rest, self.day.name, seen)} if asks else {}

    def _answer(self, question: Question, text: str, seen: Seen) -> Mapping[str, Answer]:
        result = question.read(text, seen) if isinstance(question, Typed) else question.take(text, seen)
        return result.answers if isinstance(result, Filled) else {}

    def _said(self, answers: Mapping[str, Answer], held: Mapping[str, str], seen: Seen, echo: Say | None) -> Say | None:
        """Before consent say only what was read, not the answers; afterwards show them on a card."""
        if self._is_early(seen):
            titles = [self._named(question, answers, seen) for question in self._typed(answers)]
            titles += [seen.facts.words(f"{self.flow}.{self.day.time}.title")] if held else []
            return Say(f"{self.flow}.early", {"items": "・".join(titles)}) if titles else echo
        return self.understood(replace(seen, conversation=seen.conversation.answered(answers)), answers)

    def _named(self, question: Question, answers: Mapping[str, Answer], seen: Seen) -> str:
        """Name what was read; beside an answer without a value, what it says: 「求職番号（当日までに窓口で確認）」."""
        title = seen.facts.words(f"{question.key}.title")
        if answers[question.name].value:
            return title
        row = question.row(replace(seen, conversation=seen.conversation.answered(answers)))
        return f"{title}（{row}）" if row else title

    def _typed(self, answers: Mapping[str, Answer]) -> list[Question]:
        return [one for one in self.questions if one.name in answers and one.name not in (self.day.name, "eligible")]

    def understood(self, seen: Seen, answers: Mapping[str, Answer] | None = None) -> Say | None:
        """Show on a card what was understood, each answer to be changed with one tap; None when there is nothing."""
        told = seen.conversation.answers if answers is None else answers
        rows = []
        for question in self._typed(told):
            value = question.row(seen)
            if value is not None:
                change = seen.option("review", f"change:{question.name}", f"{question.key}.option.change")
                rows.append(Row(f"{question.key}.title", value, change))
        if not rows:
            return None
        return Say(f"{self.flow}.understood", options=(RESTART,), rows=tuple(rows), look="card", quiet=True)


def beside_what_is_held(text: str, question: str, seen: Seen) -> str:
    """Put a wish for a time beside those told before, each in a line, where all of them can be met."""
    held = seen.conversation.held.get(question, "")
    lines = [*filter(None, held.splitlines()), text]
    return "\n".join(lines) if held and left_by(lines, seen.facts.free, seen.facts) else text


def _is_half(name: str, seen: Seen) -> bool:
    """Say whether a name is only a half of the one that is held."""
    held = seen.conversation.answers.get("name")
    return held is not None and with_half(held.value, Half(name, "")) is not None


LONG = 30  # characters; a shorter text with a My Number is refused by the question that is open
