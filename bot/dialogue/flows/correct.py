"""The flow that corrects contact data after booking: what is new is shown beside what is held, and then changed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.booking.model import Answer, Booking
from bot.booking.staff.contact import ANSWERS, FIELDS, changed_fields, corrected, may_be_corrected, wish_corrected
from bot.booking.waitlist import WaitingWish
from bot.dialogue import common_buttons
from bot.dialogue.common_buttons import STATUS
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.book import QUESTIONS, number_refused
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import Review
from bot.dialogue.incoming import Incoming
from bot.dialogue.masked import masked
from bot.dialogue.outside_flows import waitlist, welcome
from bot.dialogue.outside_flows.after_the_day import how_it_went
from bot.dialogue.outside_flows.just_done import CORRECTED
from bot.dialogue.outside_flows.stage import stage_of
from bot.dialogue.questions.details_link import DETAILS, on_page, row_on_page, wanted_details
from bot.dialogue.questions.kinds import Again, Filled, OneOf, Question, Result, Seen, Switch, Typed
from bot.dialogue.questions.named_choice import named_choice
from bot.dialogue.reading import clean
from bot.dialogue.reading.whole_message import LABELS
from bot.dialogue.route import Command, command_of
from bot.dialogue.turn import Correct, Facts, Row, Say, Turn
from bot.dialogue.understanding import Intention, understand
from bot.dialogue.words import Words

BY_NAME: Mapping[str, Question] = {one.name: one for one in QUESTIONS if one.name in ANSWERS}
MORE = replace(common_buttons.CORRECT, label="correct.option.more")
ANY_FIELD = ("連絡先", "登録内容", "登録情報", "個人情報")
EXACT = ("電話", "携帯", "メール", "メアド", "アドレス")
Target = Booking | WaitingWish


@dataclass(frozen=True)
class Which(OneOf):
    """Asks what is to be corrected. The answer names the fields, with commas between them."""

    def ask(self, seen: Seen) -> Say:
        """Show every field; none is the next step."""
        return replace(super().ask(seen), quiet=True)

    def read(self, text: str, seen: Seen) -> Result:
        """Take a text that names a field, or says its new value."""
        told = told_in(text, seen.facts)
        if not told:
            return super().read(text, seen)
        read, again = _read(told, text, seen)
        return Filled({self.name: Answer(",".join(told)), **read}, again.say if again else None)


@dataclass(frozen=True)
class Changes(Review):
    """Asks for the final word: each field with what is held, masked, and what it will be."""

    def take(self, value: str, seen: Seen) -> Result:
        """Finish, or ask for one of the fields again."""
        field = value.removeprefix("change:")
        again = CORRECT.asking_also(field, seen.conversation) if field != value else None
        return again or super().take(value, seen)

    def _rows(self, seen: Seen) -> list[Row]:
        answers = seen.conversation.answers
        told = [one for one in self.questions if one.name in answers]
        return [
            Row(
                f"{one.key}.title",
                _change(one, seen),
                seen.option(self.name, f"change:{one.name}", f"{one.key}.option.change"),
            )
            for one in told
        ]


def _change(question: Question, seen: Seen) -> str:
    """Say what is held and what it will be; on a talk that must not hold personal data only that it is given."""
    facts, answer = seen.facts, seen.conversation.answers[question.name]
    if on_page(facts) and question.name in DETAILS:
        return row_on_page(question.key, answer, facts)
    held = target_of(facts)
    before = held.answers.get(question.name) if held else None
    values = {"before": _held(question, before, facts), "after": question.row(seen) or ""}
    return facts.words("correct.row", values)


def _held(question: Question, answer: Answer | None, facts: Facts) -> str:
    """Show what is held as little as the card for booking again does."""
    words = facts.words
    if answer is None:
        return words("correct.nothing")
    if isinstance(question, Typed):
        mark = f"{question.key}.mark.{answer.mark}"
        return masked(question.name, answer.value) or words(mark if mark in words else "correct.nothing")
    return question.label(answer.value, words) if isinstance(question, OneOf) else answer.value


@dataclass(frozen=True)
class CorrectFlow(Flow):
    """Asks for what was named, and for nothing else."""

    def open_question(self, conversation: Conversation) -> Question:
        """Give the first field that was named and not told; the question for fields where none was."""
        names = wanted_details(conversation)
        if not names and not set(FIELDS) & set(conversation.answers):
            return WHICH
        answers = conversation.answers
        beside = [name for name in BY_NAME if name not in FIELDS and BY_NAME[name].is_asked(answers)]
        return next((BY_NAME[name] for name in (*names, *beside) if name not in answers), REVIEW)

    def changed_by(self, text: str, conversation: Conversation, words: Words) -> Again | Switch | None:
        """Take 「氏名を変更」 for a field that was told beside those that were named, too."""
        again = super().changed_by(text, conversation, words)
        return self.asking_also(again.drop[0], conversation) if isinstance(again, Again) else again

    def asking_also(self, name: str, conversation: Conversation) -> Switch | None:
        """Ask for one field more, or for one of them again."""
        if name not in BY_NAME:
            return None
        names = dict.fromkeys([*wanted_details(conversation), name])
        return Switch(self.name, {WHICH.name: Answer(",".join(names))}, drop=(name,))


def target_of(facts: Facts) -> Target | None:
    """Give what is corrected: the open booking, else the place on the waiting list."""
    if facts.booking:
        return facts.booking if may_be_corrected(facts.booking, facts.now) else None
    return facts.wish


def told_in(text: str, facts: Facts) -> dict[str, str]:
    """Give the fields that a text wants to be others, each with the new value as it was written, "" for none."""
    meaning = understand(text, stage_of(facts), facts.lexicon)
    every = [one for one in (meaning, *meaning.also) if one.intention in (Intention.CORRECT, Intention.DETAIL)]
    found = {one.about: one.values.get("value", "") for one in every if one.live and one.about in FIELDS}
    if found and not any(found.values()):
        found |= dict.fromkeys((name for name in DETAILS if _is_named_too(name, text)), "")
    vague = any(word in text for word in ANY_FIELD) and not any(word in text for word in EXACT)
    return {} if vague and not any(found.values()) else found


def _is_named_too(field: str, text: str) -> bool:
    """Say whether a field stands beside another: 「電話とメールが変わりました」."""
    return any(f"{label}{joined}" in text for label in LABELS[field] for joined in ("と", "も", "や", "・", "、"))


@dataclass(frozen=True)
class Begun:
    """How a correction begins: what is said first, the conversation, None where there is nothing to correct, and what
    is asked back about a value that was told.
    """

    says: tuple[Say, ...] = ()
    conversation: Conversation | None = None
    again: Again | None = None


def begin(seen: Seen) -> Begun:
    """Begin to correct what a text names, with the new values that it tells."""
    facts, text = seen.facts, seen.incoming.text
    target = target_of(facts)
    if not target:
        return Begun(_nothing_to_correct(facts))
    if isinstance(target, WaitingWish) and target.offered and target.until and facts.now < target.until:
        return Begun((Say("correct.after_offer"), *waitlist.status(target, facts)))
    told = {} if command_of(text, facts.words) is Command.CORRECT else told_in(text, facts)
    fresh = seen.conversation.opened("correct", welcome.conversation_id(seen.incoming))
    read, again = _read(told, text, replace(seen, conversation=fresh))
    if read and not again and read.keys() == told.keys() and not changed_fields(target.answers, read):
        return Begun((Say("correct.same", {"fields": titles(tuple(told), facts)}, (MORE, STATUS)),))
    named = {WHICH.name: Answer(",".join(told), message_id=seen.incoming.message_id)} if told else {}
    begun = fresh.answered({**named, **read})
    typed = any(told.get(name) for name in DETAILS) and on_page(facts)
    asks_back = again if again and len(told) == 1 and not typed else None
    says = (Say("details.typed"),) if typed else ((again.say,) if again and not asks_back else ())
    return Begun(says, begun, asks_back)


def _nothing_to_correct(facts: Facts) -> tuple[Say, ...]:
    """Say that there is nothing, or nothing any more."""
    if facts.booking or facts.recent:
        over = facts.booking or facts.recent
        return (Say("correct.over"), *((how_it_went(over, facts),) if over else ()))
    return (Say("lobby.no_booking", options=welcome.MENU),)


def _read(told: Mapping[str, str], text: str, seen: Seen) -> tuple[dict[str, Answer], Again | None]:
    """Read new values as their questions do; the first that can't be taken is asked about."""
    read: dict[str, Answer] = {}
    again: Again | None = None
    for name, value in told.items():
        result = _value(BY_NAME[name], value, text, seen)
        if isinstance(result, Filled):
            kept = {one: replace(answer, message_id=seen.incoming.message_id) for one, answer in result.answers.items()}
            read |= kept
        elif isinstance(result, Again):
            again = again or result
    return read, again


def _value(question: Question, value: str, text: str, seen: Seen) -> Result | None:
    choice = named_choice(text, question.name, seen.facts.lexicon)
    if choice:
        return question.take(choice, seen)
    if question.name in DETAILS and on_page(seen.facts):
        return None
    if question.name == "name" and not _is_whole(value, seen.facts):
        return Again(Say("correct.whole_name"), counts=False)
    return question.read(clean(value), seen) if value else None


def _is_whole(name: str, facts: Facts) -> bool:
    """Say whether a name that was told in passing is as much of one as what is held: 「渡邊です」 may be a half."""
    target = target_of(facts)
    held = target.answers.get("name") if target else None
    return bool(name) and (len(name.split()) > 1 or held is None or len(name) >= len("".join(held.value.split())))


def titles(fields: tuple[str, ...], facts: Facts) -> str:
    """Name fields as the seeker reads them."""
    return "・".join(facts.words(f"book.{name}.title") for name in fields)


def finish(conversation: Conversation, _: Incoming, facts: Facts) -> Turn:
    """Change what was told, where it is another than what is held."""
    target, closed = target_of(facts), conversation.closed()
    if not target:
        return Turn(closed, welcome.with_menu(_nothing_to_correct(facts)))
    told = {name: replace(answer, message_id="") for name, answer in conversation.answers.items() if name in ANSWERS}
    fields = changed_fields(target.answers, told)
    values = {"fields": titles(fields or tuple(told), facts)}
    if not fields:
        return Turn(closed, (Say("correct.same", values, (MORE, STATUS)),))
    refusal = _number_refused(conversation, fields, facts)
    if refusal:
        return refusal
    waits = isinstance(target, WaitingWish)
    receipt = Say("correct.receipt_waiting" if waits else "correct.receipt", values, (MORE, STATUS))
    after = wish_corrected(target, told) if isinstance(target, WaitingWish) else corrected(target, told, by_staff=False)
    return Turn(closed.holding(CORRECTED, ",".join(fields)), (receipt,), Correct(after, fields))


def _number_refused(conversation: Conversation, fields: tuple[str, ...], facts: Facts) -> Turn | None:
    """Say that a number can't be used, as when booking; who is refused gives another number to a person."""
    if "number" not in fields:
        return None
    if facts.refused:
        return Turn(
            conversation.closed(), (Say("correct.number_by_telephone", options=welcome.call(facts), look="card"),)
        )
    return number_refused(conversation, facts, "correct")


WHICH = Which("correct.field", FIELDS, in_summary=False)
REVIEW = Changes("correct.review", tuple(BY_NAME.values()))
CORRECT = CorrectFlow("correct", (WHICH, *BY_NAME.values(), REVIEW), finish)
