"""The flow of who booked before: one card confirms what is held of him, one tap takes a time, one applies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from bot.booking.model import Answer, Booking, Consent
from bot.booking.schedule.opening import TOKYO, on_day
from bot.booking.web_address import has_web_address
from bot.dialogue.common_buttons import terms_buttons
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.book import QUESTIONS, TIME, finish
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import CHANGES, Review
from bot.dialogue.incoming import Tap
from bot.dialogue.masked import masked
from bot.dialogue.questions.calendar_card import starts_by_day
from bot.dialogue.questions.date_and_time import Day
from bot.dialogue.questions.details_link import DETAILS, on_page
from bot.dialogue.questions.kinds import Again, Filled, KeyedQuestion, Question, Result, Seen
from bot.dialogue.questions.whose_times import of_the_counsellor, whose
from bot.dialogue.turn import Facts, Option, Row, Say

NOON = 12
TIMES_SHOWN = 10
BY_NAME = {question.name: question for question in QUESTIONS}


@dataclass(frozen=True)
class Known(KeyedQuestion):
    """Whether what is held still holds, the conditions with it. Where the terms are the same, it is a consent anew."""

    def ask(self, seen: Seen) -> Say:
        """Show what is held, masked; what is new in the terms is said in a line."""
        facts, same = seen.facts, _same_terms(seen)
        values = {"version": facts.terms.version, "changed": _changed(facts)}
        yes = Option(f"{self.key}.option.yes", Tap(seen.conversation.id, self.name, "yes", _terms_digest(facts)))
        key = f"{self.key}.ask" if same else f"{self.key}.ask_new"
        return Say(key, values, (yes, *terms_buttons(facts)), tuple(self._rows(seen)), look="card", numbered=True)

    def take(self, value: str, seen: Seen) -> Result:
        """Go on with what is held, or take one answer back."""
        tap, facts = seen.incoming.tap, seen.facts
        if value.startswith("change:"):
            changed = value.removeprefix("change:")
            return Again(Say(f"{self.key}.retry.unclear"), counts=False, drop=CHANGES.get(changed, (changed,)))
        if value != "yes" or (tap and tap.digest != _terms_digest(facts)):
            return Again(self.ask(seen), counts=False)
        if not _same_terms(seen):
            return Filled({self.name: Answer("yes")})
        consent = Consent(facts.terms.version, facts.terms.sha256, seen.incoming.at, seen.incoming.event_id)
        return Filled({self.name: Answer("yes"), "consent": Answer("agree")}, consent=consent)

    def _rows(self, seen: Seen) -> Iterator[Row]:
        words, answers = seen.facts.words, seen.conversation.answers
        change = seen.option(self.name, "change:eligible", "rebook.conditions.option.change")
        yield Row("book.eligible.title", words("book.eligible.option.all"), change)
        for name in DETAILS:
            change = seen.option(self.name, f"change:{name}", f"book.{name}.option.change")
            answer = answers[name]
            shown = words("details.given") if on_page(seen.facts) else masked(name, answer.value)
            value = shown or words(f"book.{name}.mark.{answer.mark}")
            yield Row(f"book.{name}.title", value, change)


def _same_terms(seen: Seen) -> bool:
    consent = seen.conversation.consent
    return consent is not None and consent.sha256 == seen.facts.terms.sha256


def _changed(facts: Facts) -> str:
    return facts.terms.summary or facts.words("rebook.known.changed")


def _terms_digest(facts: Facts) -> str:
    return facts.terms.sha256[:12]


@dataclass(frozen=True)
class Soon(Day):
    """The day and time in one tap: the first free time of each half of the next days."""

    def ask(self, seen: Seen) -> Say:
        """Show them, and the way to any other."""
        every = (half for day in seen.facts.free_days for half in _halves(on_day(seen.facts.free, day)))
        halves = tuple(islice(every, TIMES_SHOWN))
        if not halves or self.name in seen.conversation.held:
            return super().ask(seen)
        groups = starts_by_day(seen, self.time, halves)
        options = (seen.option(self.name, "after:", "rebook.soon.option.other"), *whose(seen, self.name))
        asked = Say("rebook.soon.ask", options=options, look="times", groups=groups, quiet=True)
        return of_the_counsellor(asked, seen)


def _halves(starts: Sequence[datetime]) -> list[datetime]:
    morning = [start for start in starts if start.astimezone(TOKYO).hour < NOON]
    return [*morning[:1], *[start for start in starts if start not in morning][:1]]


KNOWN = Known("rebook.known")
SOON = Soon("book.day", "time")
LISTED: tuple[Question, ...] = tuple(BY_NAME[name] for name in ("eligible", *DETAILS, "purpose", "support", "language"))
SHOWN: tuple[Question, ...] = (BY_NAME["purpose"], BY_NAME["support"], BY_NAME["language"], SOON, TIME)
REBOOK = Flow(
    "rebook",
    (*LISTED, KNOWN, BY_NAME["consent"], SOON, TIME, Review("rebook.review", SHOWN)),
    finish,
    begins_at=KNOWN.name,
)


def may(booking: Booking | None) -> bool:
    """Say whether a seeker's last booking holds enough to go on from, and a name that would be taken today."""
    if booking is None or any(name not in booking.answers for name in DETAILS):
        return False
    return not has_web_address(booking.answers["name"].value)


def prefilled(conversation: Conversation, facts: Facts) -> Conversation:
    """Begin with what the last booking holds."""
    known = facts.known
    if known is None:
        return conversation
    kept = {name: answer for name, answer in known.answers.items() if name in BY_NAME}
    plain = {name: replace(answer, message_id="") for name, answer in kept.items()}
    return replace(conversation, answers={"eligible": Answer("all"), **plain}, consent=known.consent)
