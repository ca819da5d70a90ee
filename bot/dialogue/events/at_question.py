"""One text at one question, and what it was understood to mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.booking.model import INTERPRETER, Answer
from bot.dialogue.common_buttons import QUIT, RESUME
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.questions.kinds import Again, Filled, Question, Result, Seen
from bot.dialogue.questions.language import Language
from bot.dialogue.questions.named_choice import TWO_PURPOSES
from bot.dialogue.reading.text import visible
from bot.dialogue.reading.whole_message import LABELS, NARROW, SHAPES, Pieces, pieces_in
from bot.dialogue.turn import Say
from bot.dialogue.understanding import Intention, Meaning, Stage, understand
from bot.dialogue.understanding.folding import sentences_of
from bot.dialogue.understanding.scope import is_question

Meant = Result | Heard
NOTHING = Heard()  # the open question comes back, with nothing said before it
# Asked before all is forgotten.
STOP = Again(
    Say(
        "heard.stop",
        options=(QUIT, RESUME),
        look="card",
        quiet=True,
    ),
    counts=False,
)
WHEN = frozenset({"day", "time"})
STAGES = frozenset(Stage)
DIGIT_OR_LETTER = re.compile(r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ@＠〇一二三四五六七八九]")
NOT_THIS = re.compile(
    r"(?:では|じゃ)(?:な|あり)|違|間違|ちが|使わな|使って(?:い)?な|使えな|かけな|送らな|連絡しな|しないで|やめて|解約"
    r"|(?:前|以前|昔|古い|旧)の?(?:番号|電話|携帯|アドレス|メール|もの|やつ|です|ので)"
)
FINAL = frozenset({"review", "known"})  # questions whose yes books
APPLYING = frozenset({"book", "rebook"})
# Where each flow that takes something away is asked for the final word.
LAST_CARDS = {"cancel": Stage.CANCELLING, "change": Stage.MOVING}


@dataclass(frozen=True)
class AtQuestion:
    """One text at one question."""

    text: str
    flow: Flow
    question: Question
    seen: Seen
    meaning: Meaning

    @property
    def is_no_statement(self) -> bool:
        """Say whether a value is named to say that it is wrong, or to ask about it."""
        after = re.split(r"[0-9０-９A-Za-z@]", self.text)[-1]
        return self.asks or bool(NOT_THIS.search(after))

    @property
    def asks(self) -> bool:
        """Say whether the text asks anything, whatever it asks."""
        may_be_a_name = self.question.name == "name"
        return is_question(self.text, self.seen.facts.lexicon.spelling, may_be_a_name=may_be_a_name)

    @cached_property
    def pieces(self) -> Pieces:
        """Give the answers that the text holds with certainty."""
        return pieces_in(self.text)

    @property
    def reads_a_value(self) -> bool:
        """Say whether the text holds digits or an address that answer the open question."""
        holds = bool(DIGIT_OR_LETTER.search(self.text)) and self.question.name in self.pieces.found
        return holds and self.question.name != "name"

    @property
    def values(self) -> tuple[str, ...]:
        """Give the different values in the text that have the shape of an answer to the open question."""
        shape = SHAPES.get(self.question.name)
        found = shape.finditer(visible(self.text).translate(NARROW)) if shape else ()
        return tuple({re.sub(r"[^0-9A-Za-z@+.]", "", one.group()): one.group() for one in found}.values())

    def with_conversation(self, conversation: Conversation) -> Seen:
        """Give what a question may look at, with other answers."""
        return replace(self.seen, conversation=conversation)

    def beside(self) -> str:
        """Give what the text says beside its questions, "" when it is all one."""
        lexicon, stage = self.seen.facts.lexicon, Stage(self.question.name)
        sentences = [one.typed for one in sentences_of(self.text, lexicon.spelling)]
        asks = [understand(f"{one}？", stage, lexicon).intention is Intention.QUESTION for one in sentences]
        left = [one for one, is_question in zip(sentences, asks, strict=True) if not is_question]
        return "、".join(left) if any(asks) else ""

    @property
    def names_two_purposes(self) -> bool:
        """Say whether two of the purposes are named, of which one is to be chosen."""
        return bool(TWO_PURPOSES.search(self.text))

    def is_labelled(self, about: str) -> bool:
        """Say whether it is said what the data is."""
        said = self.text.casefold()
        return any(label.casefold() in said for label in LABELS.get(about, ()))


def stage_at(flow: Flow, question: Question) -> Stage | None:
    """Give where the talk stands at a question, None where its texts are read by the question alone."""
    if question.name == "review" and flow.name in LAST_CARDS:
        return LAST_CARDS[flow.name]
    return Stage(question.name) if question.name in STAGES else None


def beside_a_choice(said: AtQuestion, value: str) -> Mapping[str, Answer]:
    """Give the language that is told with the wish for an interpreter."""
    asked = said.flow.question("language") if value == INTERPRETER else None
    return asked.told_beside(said.text, said.seen) if isinstance(asked, Language) else {}


def unclear(said: AtQuestion) -> Again:
    """Ask the open question again, without counting a miss."""
    return Again(Say(f"{said.question.key}.retry.unclear"), counts=False)


def title_of(question: Question, seen: Seen) -> str:
    """Give what a question is about, as seekers read it."""
    return seen.facts.words(f"{question.key}.title")


def shown_together(said: AtQuestion, answers: Mapping[str, Answer]) -> str:
    """Name several answers with what they are, as the last card shows them."""
    after = said.with_conversation(said.seen.conversation.answered(answers))
    asked = [one for one in map(said.flow.question, answers) if one]
    return "、".join(f"{title_of(one, said.seen)}「{one.row(after)}」" for one in asked if one.row(after))


def put_right(said: AtQuestion, asked: Question, result: object, key: str = "heard.changed") -> Filled | None:
    """Say what was put right, and to what, as the last card shows it; None for a result that is no answer."""
    if not isinstance(result, Filled):
        return None
    shown = asked.row(said.with_conversation(said.seen.conversation.answered(result.answers))) or ""
    return Filled(result.answers, Say(key, {"title": title_of(asked, said.seen), "value": shown}))


def echoed(said: AtQuestion, result: Result, value: str) -> Result:
    """Say what was understood."""
    echo = Say("heard.kept", {"title": title_of(said.question, said.seen), "value": value})
    return replace(result, echo=echo) if isinstance(result, Filled) else result
