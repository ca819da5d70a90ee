"""The flow that books: its questions, and the booking that comes of their answers."""

from collections.abc import Mapping

from bot.booking.model import Answer, Booking, Consent
from bot.booking.staff.counsellors import PURPOSES
from bot.dialogue.common_buttons import PHONE
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import Review
from bot.dialogue.incoming import Incoming, Tap
from bot.dialogue.outside_flows.booking_card import booking_card
from bot.dialogue.outside_flows.just_done import BOOKED, let_go
from bot.dialogue.questions.conditions import Conditions
from bot.dialogue.questions.date_and_time import Day, Time
from bot.dialogue.questions.kinds import Agree, OneOf, Question, Seen, Typed
from bot.dialogue.questions.language import Language
from bot.dialogue.questions.prefill import Several
from bot.dialogue.questions.start_times import chosen_start, not_free
from bot.dialogue.reading import read_email, read_name, read_number, read_telephone
from bot.dialogue.requested_booking import request_at
from bot.dialogue.turn import COUNSELLOR, Book, Facts, NoteRefusedNumber, Option, Say, Turn

NOT_KEPT = frozenset({"eligible", "consent", "day", "time", "known", COUNSELLOR})

# Of those for whom Japanese is foreign, the languages spoken most, as many as have a button; any other can be typed.
LANGUAGES = (
    *("english", "chinese", "korean", "vietnamese", "nepali", "portuguese"),
    *("filipino", "indonesian", "burmese"),
)

FOUR_DIGITS, EIGHT_DIGITS = r"(?:[0-9][^0-9]*){4}", r"(?:[0-9][^0-9]*){8}"

LANGUAGE = Language("book.language", ("own", *LANGUAGES), ("other",), look="text")
DAY = Day("book.day", "time")
TIME = Time("book.time", DAY)
QUESTIONS: tuple[Question, ...] = (
    Conditions(
        "book.eligible", ("all",), ("registered", "device", "continuing", "distance", "rules"), in_summary=False
    ),
    Agree("book.consent"),
    Typed("book.name", read_name),
    Typed("book.number", read_number, instead={"unknown": "number_unknown"}, has_digits=True, least=EIGHT_DIGITS),
    Typed("book.telephone", read_telephone, has_digits=True, least=FOUR_DIGITS),
    Typed("book.email", read_email, lambda text: read_email(text, sure=True), instead={"none": "mail_none"}, least="@"),
    OneOf("book.purpose", PURPOSES),
    OneOf("book.support", ("none", "interpreter", "sign_language", "writing", "companion")),
    LANGUAGE,
    DAY,
    TIME,
)


def finish(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    """Apply for the chosen time; ask again for terms that changed meanwhile, or for a time in place of one gone."""
    consent = conversation.consent
    if consent is None or consent.sha256 != facts.terms.sha256:
        return Turn(conversation.without("consent"), (Say("book.terms_changed"),))
    refusal = number_refused(conversation, facts)
    if refusal:
        return refusal
    start = chosen_start(conversation.answers["time"])
    if start not in facts.for_needs(conversation.answers).free:
        return _gone(conversation, incoming, facts)
    booking = booking_of(conversation, consent, facts)
    receipt = booking_card("book.receipt", "requested", booking, facts.office, facts.now)
    return Turn(let_go(conversation, BOOKED, booking.start), (receipt,), Book(booking))


def number_refused(conversation: Conversation, facts: Facts, words: str = "book") -> Turn | None:
    """Say that this job-seeker number can't be used here, without saying why; after many tries in a day, no more.

    words  the file that says so, of the flow that asks
    """
    if facts.numbers_spent:
        return Turn(conversation, (Say(f"{words}.number_locked", options=(PHONE,), look="card"),))
    if not facts.number_taken:
        return None
    change = Option("book.number.option.change", Tap(conversation.id, "review", "change:number"))
    said = Say(f"{words}.number_taken", options=(change, PHONE), look="card")
    return Turn(conversation, (said,), NoteRefusedNumber(conversation.answers["number"].key))


def before_a_time() -> tuple[Question, ...]:
    """Give the questions that come before that for a time."""
    return tuple(question for question in QUESTIONS if question not in (DAY, TIME))


def _gone(conversation: Conversation, incoming: Incoming, facts: Facts) -> Turn:
    start = chosen_start(conversation.answers["time"])
    again = not_free(start, Seen(conversation, incoming, facts), "time")
    return Turn(conversation.without("time"), (again.say,))


def booking_of(conversation: Conversation, consent: Consent, facts: Facts) -> Booking:
    """Make the booking that the answers ask for."""
    start = chosen_start(conversation.answers["time"])
    answers = {name: answer for name, answer in asked_for(conversation).items() if name not in NOT_KEPT}
    return facts.with_counsellor(request_at(start, answers, consent, facts), conversation.answers)


def asked_for(conversation: Conversation) -> Mapping[str, Answer]:
    """Give the answers without those that are not asked for any more, as another answer was changed."""
    answers = conversation.answers
    moot = {one.name for one in QUESTIONS if not one.is_asked(answers)}
    return {name: answer for name, answer in answers.items() if name not in moot}


def told_after_consent(seen: Seen) -> tuple[Say, ...]:
    """Say what the answers are for, and show those that came before they were asked for."""
    understood = SEVERAL.understood(seen)
    return (Say("book.notice"), *([understood] if understood else []))


SEVERAL = Several("book", QUESTIONS, DAY)
BOOK = Flow(
    "book",
    (*QUESTIONS, Review("book.review", QUESTIONS)),
    finish,
    after={"consent": told_after_consent},
    several=SEVERAL,
)
