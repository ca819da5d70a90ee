"""What a typed text means while a question is open: an answer in other words, a correction, a question, or else.

None of it does anything that the buttons would not do, and nothing negated, asked or told of others becomes an answer.
"""

import re
from dataclasses import dataclass, replace

from bot.booking.model import Answer
from bot.dialogue.common_buttons import RESUME
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import CHANGES
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import answers, understood, welcome
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.details_link import on_page
from bot.dialogue.questions.kinds import Again, Filled, Question, Result, Seen, Switch, Typed
from bot.dialogue.questions.named_choice import CHOICES, TWO_PURPOSES, named_choice
from bot.dialogue.questions.start_times import day_or_none, start_or_none
from bot.dialogue.reading.whole_message import LABELS, pieces_in
from bot.dialogue.route import Command
from bot.dialogue.turn import NoteTry, Option, Say, Send
from bot.dialogue.understanding import Intention, Meaning, Stage, Sureness, understand

DETAILS = frozenset({"name", "number", "telephone", "email"})
WHEN = frozenset({"day", "time"})
STAGES = frozenset(stage.value for stage in Stage)
# Questions that a mere 「お願いします」 does not answer: it would hold a seeker to the terms.
PLAIN_YES = frozenset({"consent", "known"})
NOT_THIS = re.compile(r"(?:では|じゃ)(?:な|あり)|違|間違|ちが")
ASKED = re.compile(r"(?:です|ます|ません|でしょう|いい|ます)か(?:ね|な)?[\s。]*$|[?？]\s*$")
COMMANDS = {
    Intention.EASY: Command.EASY,
    Intention.BACK: Command.BACK,
    Intention.WAIT: Command.WAIT,
}
OF_THE_BOOKING = {
    Intention.CANCEL: Command.CANCEL,
    Intention.MOVE: Command.CHANGE,
    Intention.ABSENT: Command.CANCEL,
    Intention.LATE: Command.LATE,
    Intention.HIRED: Command.CANCEL,
}
TELL_STATUS = frozenset({Intention.STATUS, Intention.WHEN_IS_IT, Intention.WHEN_DECIDED, Intention.ROOM})
OF_THE_DAY = frozenset({Intention.TROUBLE, Intention.ABSENT, Intention.LATE, Intention.IN_TIME, Intention.EXCUSE})
STOP = (Option("heard.option.stop", Send("やめる")), RESUME)


@dataclass(frozen=True)
class ByTheWay:
    """What is said before the open question comes back; nothing has changed."""

    says: tuple[Say, ...] = ()
    effect: NoteTry | None = None


Heard = Result | Command | ByTheWay


def meant_here(text: str, flow: Flow, seen: Seen) -> Heard | None:
    """Give what a text means beside a plain answer; None leaves it to the question."""
    question = flow.open_question(seen.conversation)
    if question.name not in STAGES:
        return None
    meaning = understand(text, Stage(question.name), seen.facts.lexicon)
    if meaning.sureness is not Sureness.SURE or _holds_several(text, meaning):
        return None
    return _Listener(text, flow, question, seen, meaning).hears()


def _holds_several(text: str, meaning: Meaning) -> bool:
    """Say whether a text holds several answers, which are read together."""
    told = {one.intention for one in (meaning, *meaning.also)}
    return len(pieces_in(text).found) > 1 or {Intention.DETAIL, Intention.DAY} <= told


def answers_here(text: str, flow: Flow, seen: Seen) -> bool:
    """Say whether a word of thanks or agreement answers the open question: 「承知しました」 to the terms."""
    question = flow.open_question(seen.conversation)
    if question.name not in STAGES:
        return False
    meaning = understand(text, Stage(question.name), seen.facts.lexicon)
    return meaning.live and meaning.intention in (Intention.YES, Intention.NONE)


@dataclass(frozen=True)
class _Listener:
    """One text at one question, and what it was understood to mean."""

    text: str
    flow: Flow
    question: Question
    seen: Seen
    meaning: Meaning

    def hears(self) -> Heard | None:
        match self.meaning.intention:
            case Intention.YES if self.meaning.live:
                return self._yes()
            case Intention.NO if self.meaning.live:
                return self._no()
            case Intention.NONE if self.meaning.live:
                return self._none()
            case Intention.ANSWER if self.question.name in CHOICES:
                return self._answer()
            case Intention.BOOK if self.question.name == "purpose" and self.meaning.live:
                named = pieces_in(self.text).found.get("purpose")
                return self.question.take(named.text, self.seen) if named else ByTheWay()
            case Intention.CORRECT | Intention.DETAIL:
                return self._other_data()
            case _:
                return self._beside_answers()

    def _beside_answers(self) -> Heard | None:
        intention = self.meaning.intention
        if self.question.name in WHEN | {"days", "parts"} and self._names_days():
            return self._days_at_a_list()
        if self.question.name in DETAILS and self._reads_a_value():
            return ByTheWay((Say("heard.only_it"),)) if self._is_no_statement() else None
        if self.question.name == "review" and intention in (Intention.DAY, Intention.AVAILABILITY):
            return self._other_time(self.text)
        if intention is Intention.QUESTION:
            return ByTheWay(self._answer_to(self.meaning.about))
        return self._other_intention()

    def _names_days(self) -> bool:
        """Leave days to the question for them, unless something else is wanted for certain."""
        return not self.meaning.live or self.meaning.intention not in (
            Intention.DESPAIR,
            Intention.HUMAN,
            Intention.QUIT,
            Intention.BACK,
            Intention.CANCEL,
            Intention.EASY,
            Intention.WAIT,
        )

    def _days_at_a_list(self) -> Heard | None:
        """Read days; only what names none is taken for what else it says."""
        if self.meaning.intention in (Intention.DAY, Intention.AVAILABILITY):
            return None
        result = self.question.read(self.text, self.seen)
        if not isinstance(result, Again) or not result.say.key.endswith(".unclear"):
            return None
        return ByTheWay(self._answer_to(self.meaning.about)) if self._asks() else self._other_intention()

    def _asks(self) -> bool:
        return self.meaning.intention is Intention.QUESTION

    def _other_intention(self) -> Heard | None:
        """Answer what is no answer to the open question; what is not meant as said only brings it back."""
        intention = self.meaning.intention
        told = self._told(intention)
        if told or not self.meaning.live:
            return told or ByTheWay()
        if intention is Intention.BOOK_FOR_OTHER:
            return ByTheWay((Say("heard.for_other"),))
        if intention in OF_THE_BOOKING:
            return self._of_the_booking()
        if intention in (Intention.QUIT, Intention.LEAVE_LIST):
            return self._stop()
        return COMMANDS.get(intention) or ByTheWay()

    def _told(self, intention: Intention) -> Heard | None:
        """Answer what may be said at any time, by words alone or with a note for staff."""
        facts = self.seen.facts
        if intention is Intention.DESPAIR:
            return ByTheWay((answers.to_despair(facts),), answers.note_of_despair(facts))
        if facts.booking and intention in OF_THE_DAY:
            return self._of_the_day()
        if intention is Intention.HUMAN:
            return ByTheWay(welcome.told(Command.PHONE, facts))
        if intention in TELL_STATUS:
            return ByTheWay(welcome.told(Command.STATUS, facts)) if facts.booking else ByTheWay()
        if intention in (Intention.JOIN, Intention.TROUBLE):
            return ByTheWay(welcome.told(Command.JOIN, facts))
        return None

    def _of_the_day(self) -> Heard:
        """Note for staff what happens to the booking, as anywhere else."""
        facts, stage = self.seen.facts, stage_of(self.seen.facts)
        told = understood.heard(understand(self.text, stage, facts.lexicon), stage, facts)
        if not told:
            return ByTheWay()
        return told.command or ByTheWay(told.says, told.effect)

    def _of_the_booking(self) -> Heard:
        """Begin to move or cancel what is booked; where nothing is, ask whether to stop, or for the other time."""
        intention = self.meaning.intention
        if self.seen.facts.booking:
            command = OF_THE_BOOKING[intention]
            same = command.value == self.flow.name
            return ByTheWay() if same else command
        if intention is Intention.MOVE:
            return self._ask_anew("time")
        return ByTheWay() if intention is Intention.LATE else self._stop()

    def _stop(self) -> Again:
        """Ask before all is forgotten."""
        return Again(Say("heard.stop", options=STOP, look="card", quiet=True), counts=False)

    def _yes(self) -> Heard | None:
        """Take a yes for what it answers here."""
        name = self.question.name
        if name == "eligible":
            return self.question.take("all", self.seen)
        if name in PLAIN_YES or (name == "review" and self.flow.name == "cancel"):
            return self._final_word() if self._is_plain() else self._asked_again()
        if name == "review":
            return self._final_word()
        if name in self.seen.conversation.held and name in DETAILS:
            return self.question.take("suggested", self.seen)
        if name in WHEN:
            return self._only_choice() or ByTheWay()
        return ByTheWay()

    def _final_word(self) -> Result:
        value = {"consent": "agree", "known": "yes"}.get(self.question.name, "apply")
        return self.question.take(value, self.seen)

    def _asked_again(self) -> Again:
        vague = self.question.name == "consent"
        say = Say("heard.agree_or_not") if vague else Say(f"{self.question.key}.retry.unclear")
        return Again(replace(say, options=self.question.ask(self.seen).options, look="card"), counts=False)

    def _is_plain(self) -> bool:
        """Say whether it is a yes anywhere, and not only a courtesy."""
        elsewhere = understand(self.text, Stage.PURPOSE, self.seen.facts.lexicon)
        return elsewhere.live and elsewhere.intention is Intention.YES

    def _only_choice(self) -> Result | None:
        """Take the one day or time that was offered: 「…でよろしいですか」."""
        taps = [Tap.decode(load) for load, _ in self.seen.conversation.shown]
        offered = [tap for tap in taps if tap.question in WHEN and (day_or_none(tap.value) or start_or_none(tap.value))]
        asked = self.flow.question(offered[0].question) if len(offered) == 1 else None
        return asked.take(offered[0].value, self.seen) if asked else None

    def _no(self) -> Heard | None:
        name = self.question.name
        if name == "consent":
            return self.question.take("disagree", self.seen)
        if name in self.seen.conversation.held and name == "email":
            return self.question.take("as_typed", self.seen)
        if name in ("eligible", "review", "known"):
            return self._unclear()
        return self._none() if name in ("support", "email", "number") else ByTheWay()

    def _unclear(self) -> Again:
        return Again(Say(f"{self.question.key}.retry.unclear"), counts=False)

    def _none(self) -> Heard | None:
        """Take "none" where there may be none."""
        name = self.question.name
        if self._reads_a_value() and name in DETAILS:
            return None
        values = {"number": "unknown", "email": "none", "support": "none", "reason": "untold"}
        if name in values:
            taken = self.question.take(values[name], self.seen)
            later = name == "number" and isinstance(taken, Filled)
            return replace(taken, echo=Say("heard.number_later")) if later and isinstance(taken, Filled) else taken
        return Again(Say("heard.no_telephone"), forced=False) if name == "telephone" else ByTheWay()

    def _answer(self) -> Heard | None:
        """Take an answer in other words; of two at once, and of what is asked or denied, none."""
        if not self.meaning.live or self.meaning.about != self.question.name:
            return self._unclear()
        if self.question.name == "purpose" and TWO_PURPOSES.search(self.text):
            return Again(Say("heard.one_purpose"), counts=False)
        value = self.meaning.values.get("value", "")
        if value == "hearing":
            ways = tuple(
                self.seen.option("support", way, f"book.support.option.{way}") for way in ("sign_language", "writing")
            )
            return Again(Say("heard.hearing", options=ways, numbered=True), counts=False)
        return self.question.take(value, self.seen)

    def _other_data(self) -> Heard | None:
        """Take data of another question, or of this one, where it is meant; else ask for it again."""
        about, value = self.meaning.about, self.meaning.values.get("value", "")
        if self.question.name == Stage.FIELD:
            return None
        correcting = self.meaning.intention is Intention.CORRECT
        if not about:
            return self._unclear() if self.question.name == "review" else ByTheWay((Say("heard.correct_what"),))
        if about == "time":
            return self._other_time(self.meaning.values.get("when", "") or self.text)
        if not self.meaning.live:
            return ByTheWay()
        if about == self.question.name and not self._is_no_statement():
            return self.question.read(value, self.seen) if value else ByTheWay()
        if value and self._is_no_statement():
            return self._ask_anew(about) if correcting else ByTheWay((Say("heard.only_it"),))
        if not correcting and not self._is_labelled(about) and not self._is_corrected(about):
            return None
        return self._changed(about, value)

    def _changed(self, about: str, value: str) -> Heard | None:
        """Keep the answer to another question, and say so; without a readable value ask for it again."""
        asked = self.flow.question(about)
        if not asked:
            held = self.seen.facts.booking
            return Command.CORRECT if held else ByTheWay(welcome.told(Command.PHONE, self.seen.facts))
        if about in DETAILS and on_page(self.seen.facts) and value:
            return ByTheWay((Say("details.typed"),))
        result = asked.read(value, self.seen) if value and isinstance(asked, Typed) else self._chosen(asked)
        if isinstance(result, Filled):
            said = "heard.changed" if about in self.seen.conversation.answers else "heard.kept"
            filled = self.seen.conversation.answered(result.answers)
            shown = asked.row(replace(self.seen, conversation=filled)) or ""
            title = self.seen.facts.words(f"{asked.key}.title")
            return Filled(result.answers, Say(said, {"title": title, "value": shown}))
        return self._ask_anew(about)

    def _chosen(self, asked: Question) -> Result | None:
        """Read the choice that a correction names: 「相談内容を面接の練習に」."""
        value = named_choice(self.text, asked.name, self.seen.facts.lexicon)
        return Filled({asked.name: Answer(value)}) if value else None

    def _ask_anew(self, about: str) -> Heard:
        """Ask an answered question again, or one more where a flow asks for some only."""
        more = self.flow.asking_also(about, self.seen.conversation)
        if more:
            return more
        names = CHANGES.get(about, (about,))
        answered = [name for name in names if name in self.seen.conversation.answers]
        if not answered:
            return ByTheWay()
        return Again(Say(f"{self.question.key}.ask"), counts=False, drop=tuple(names))

    def _other_time(self, wanted: str) -> Heard | None:
        """Take another day or time at the review; what can't be had is said with what is near."""
        asked = self.flow.question("day") or self.flow.question("days")
        if not asked:
            return self._unclear()
        if self.question.name in WHEN:
            return None
        if not self.meaning.live and self.meaning.intention is Intention.CORRECT:
            return ByTheWay()
        names = ("day", "time") if asked.name == "day" else ("days", "parts")
        if not all(name in self.seen.conversation.answers for name in names):
            return None
        time = self.flow.question("time") if asked.name == "day" else None
        result = (time or asked).read(wanted, self.seen)
        if isinstance(result, Again) and result.say.key.endswith(".unclear"):
            return self._ask_anew("time" if asked.name == "day" else "days")
        if isinstance(result, Again):
            return Switch(self.flow.name, drop=names, again=result)
        return result

    def _is_corrected(self, about: str) -> bool:
        """Say whether data is the new value of what is being corrected, told once more before the final word."""
        return self.flow.name == "correct" and about in self.seen.conversation.answers

    def _is_labelled(self, about: str) -> bool:
        """Say whether it is said what the data is."""
        said = self.text.casefold()
        return any(label.casefold() in said for label in LABELS.get(about, ()))

    def _is_no_statement(self) -> bool:
        """Say whether a value is named to say that it is wrong, or to ask about it."""
        after = re.split(r"[0-9０-９A-Za-z@]", self.text)[-1]
        return bool(NOT_THIS.search(after) or ASKED.search(self.text))

    def _reads_a_value(self) -> bool:
        """Say whether the text holds digits or an address that answer the open question."""
        return self.question.name in pieces_in(self.text).found and self.question.name != "name"

    def _answer_to(self, topic: str) -> tuple[Say, ...]:
        """Answer a question from what the office says of itself."""
        return (answers.answer_to(topic, self.seen.facts),)
