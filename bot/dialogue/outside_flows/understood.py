"""What follows from a text that was understood where no question is open: words, or a command that begins a flow."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.booking.day_notes import is_noted
from bot.booking.model import State
from bot.booking.offers import answer_by, open_offers
from bot.booking.schedule.opening import TOKYO, start_times
from bot.dialogue import common_buttons
from bot.dialogue.common_buttons import BOOK, CANCEL, CHANGE, LATE, PHONE, STATUS
from bot.dialogue.masked import masked
from bot.dialogue.outside_flows import free_times, waitlist, welcome
from bot.dialogue.outside_flows.answers import (
    EASY,
    JOIN,
    answer_to,
    note_of_despair,
    still_possible,
    to_despair,
    topic_option,
)
from bot.dialogue.outside_flows.booking_card import named
from bot.dialogue.outside_flows.heard import Heard
from bot.dialogue.outside_flows.stage import may_be_in, meant_booking, stage_of
from bot.dialogue.questions.offered_times import LATER, days_beside, is_named_by
from bot.dialogue.reading import At, OnDay, read_when, say_when
from bot.dialogue.route import Command
from bot.dialogue.turn import Facts, Option, Say
from bot.dialogue.understanding import ACTING, Candidate, Intention, Meaning, Stage, Sureness
from bot.dialogue.words.dates import WEEKDAYS

A_WEEKDAY = re.compile(r"([月火水木金土日])曜")
MOST_BUTTONS = 4  # buttons of a question back


def heard(meaning: Meaning, facts: Facts) -> Heard | None:
    """Give what follows; None for what is not understood here. What is negated, asked or reported begins nothing."""
    about_times = meaning.intention in LEFT_TO_THE_OFFER or (meaning.intention is Intention.ABSENT and meaning.values)
    offered = stage_of(facts) is Stage.OFFERED
    is_the_offers = offered and about_times and _has_offers(facts)
    if meaning.sureness is Sureness.NOT_UNDERSTOOD or is_the_offers:
        return None
    if meaning.sureness is Sureness.LIKELY:
        return informed(meaning, facts)
    if meaning.sureness is Sureness.UNSURE:
        return _asked_back(meaning.candidates, facts)
    if offered and meaning.intention in OTHER_DAYS and "when" in meaning.values and not meaning.negated:
        return Heard(command=Command.CHANGE, when=meaning.values["when"])  # all that was offered is let go
    if meaning.intention in ACTING and not meaning.acts:
        return _turned(meaning, facts)
    if misses := _only_asked(meaning, facts) or _misses(meaning, facts):
        return misses
    if meaning.intention is Intention.HUMAN and meaning.about == "message":
        return Heard(command=Command.MESSAGE)
    return (
        _cancels_as_hired(meaning)
        or _moves_instead(meaning, facts)
        or _held(meaning, facts)
        or _next_one(meaning, facts)
        or _nothing(meaning, facts)
        or _plainly(meaning, facts)
    )


def _cancels_as_hired(meaning: Meaning) -> Heard | None:
    """Begin to cancel for who says that as well as why: 「就職が決まったのでキャンセルします」."""
    cancels = any(one.intention is Intention.CANCEL and one.live for one in meaning.also)
    return Heard(command=Command.CANCEL) if cancels and meaning.intention is Intention.HIRED and meaning.live else None


def _only_asked(meaning: Meaning, facts: Facts) -> Heard | None:
    """Answer what nothing is to be done for yet: 「前日でも取り消せますか、熱が出そうで」."""
    if any(one.about == "second_choice" for one in meaning.also):
        return Heard((answer_to("second_choice", facts),))
    asked = [one.about for one in meaning.also if one.intention is Intention.QUESTION and one.about in UNTIL_WHEN]
    may_be = meaning.intention is Intention.ABSENT and meaning.about != "today"
    return Heard((answer_to(asked[0], facts),)) if may_be and asked else None


def _misses(meaning: Meaning, facts: Facts) -> Heard | None:
    """Begin to move for who wishes for another day behind an absence; say what can be done, where none is sure."""
    if meaning.intention is not Intention.ABSENT or not meaning.live:
        return None
    if facts.booking and meaning.about != "today" and "another" in meaning.values:
        return Heard(command=Command.CHANGE, when=days_beside(meaning.values["when"], facts.booking.start, facts))
    is_open = "maybe" in meaning.values and facts.booking is not None
    return Heard(_day(meaning, facts)[:1]) if is_open or _misses_another_day(meaning, facts) else None


def _has_offers(facts: Facts) -> bool:
    """Say whether a time that staff offered can be taken now."""
    return facts.booking is not None and bool(open_offers(facts.booking, facts.office, facts.now))


def informed(meaning: Meaning, facts: Facts) -> Heard | None:
    """Answer what is likely asked for, by words alone: nothing is done or noted for what only may be meant."""
    likely = meaning.candidates[0]
    if meaning.asked:
        topic = ANSWERS.get(likely.intention)
        return Heard((answer_to(topic, facts),)) if topic else None
    match likely.intention:
        case Intention.QUESTION:
            return Heard((_answered(likely.about, facts),)) if topic_option(likely.about, facts) else None
        case Intention.WHEN_DECIDED:
            return Heard(_when_decided(Meaning(about=likely.about), facts))
        case Intention.DESPAIR:
            return Heard((to_despair(facts),))
        case Intention.IN_TIME:
            return Heard(_in_time(Meaning(about=likely.about), facts))
        case intention:
            return Heard(command=COMMANDS[intention])


def _plainly(meaning: Meaning, facts: Facts) -> Heard | None:
    """Give what follows from an intention alone."""
    if meaning.intention in COMMANDS:
        return Heard(command=COMMANDS[meaning.intention], when=meaning.values.get("when", ""))
    said = SAID.get(meaning.intention)
    return Heard(said(meaning, facts)) if said else _special(meaning, facts)


def _special(meaning: Meaning, facts: Facts) -> Heard | None:
    """Answer what is said in more than one way."""
    match meaning.intention:
        case Intention.DESPAIR:
            return Heard(_despair(meaning, facts), effect=note_of_despair(facts))
        case Intention.EASY:
            return _of_the_style(meaning, facts)
        case Intention.LEAVE_LIST:
            return Heard(_ask_to_leave(meaning, facts)) if facts.wish else Heard(command=Command.LEAVE)
        case Intention.CORRECT if meaning.about == "time":
            return Heard(command=Command.CHANGE, when=meaning.values.get("when", ""))
        case Intention.CORRECT:
            return Heard(command=Command.CORRECT)
        case Intention.DETAIL if facts.booking or facts.wish:
            other = Say("lobby.not_own_data", options=(common_buttons.CORRECT, STATUS, PHONE))
            return Heard((other,)) if meaning.reported else Heard(command=Command.CORRECT)
        case Intention.TROUBLE:
            return Heard(command=Command.STATUS if facts.booking else Command.JOIN)
        case _:
            return None


def _of_the_style(meaning: Meaning, facts: Facts) -> Heard:
    """Offer plainer words; who has them already begins to book where he wishes to, or reads of other languages."""
    if not facts.words.easy or meaning.about == "ordinary":
        return EASY_OR_NOT.get(meaning.about, Heard((Say("style.offer", options=(EASY, BOOK, STATUS, PHONE)),)))
    books = any(one.intention is Intention.BOOK and one.live for one in meaning.also) and not facts.booking
    return Heard(command=Command.BOOK) if books else Heard((answer_to("languages", facts),))


def _moves_instead(meaning: Meaning, facts: Facts) -> Heard | None:
    """Begin to move for who can't come and wishes for another day, whether he asks for it or asks whether it can be."""
    names_it = meaning.intention is Intention.STATUS  # 「3日に予約してる者ですが、次の日に変えられますか」
    if not facts.booking or not meaning.live or not (names_it or meaning.intention is Intention.ABSENT):
        return None
    wishes = (one for one in meaning.also if one.intention in OTHER_DAYS)
    wish = next((one for one in wishes if one.asked or not one.negated), None)  # asked: 「金曜にずらせませんか」
    if not wish or wish.reported or (names_it and not (wish.intention is Intention.MOVE and "shift" in wish.values)):
        return None
    return Heard(command=Command.CHANGE, when=days_beside(wish.values.get("when", ""), facts.booking.start, facts))


def _next_one(meaning: Meaning, facts: Facts) -> Heard | None:
    """Say when the next one can be booked, to who asks for free times, or names a day, after the end of this one."""
    booking = facts.booking
    is_over = booking is not None and stage_of(facts) is Stage.BEGUN and facts.now >= booking.end
    wishes = meaning.intention in (Intention.AVAILABILITY, Intention.DAY)
    return Heard(command=Command.BOOK) if is_over and wishes else None


def _nothing(meaning: Meaning, facts: Facts) -> Heard | None:
    """Say to who has nothing to say that all stays as it is."""
    says_none = meaning.intention is Intention.NONE and stage_of(facts) in NOTHING_UNDER_WAY
    return Heard((_kept(facts),)) if says_none else None


def _held(meaning: Meaning, facts: Facts) -> Heard | None:
    """Show what is held of one's contact data, as far as the talk may, to who wants to look whether it is right."""
    looks = any(one.intention is Intention.STATUS for one in (meaning, *meaning.also))
    is_correct = meaning.intention is Intention.CORRECT and "value" not in meaning.values
    field = meaning.about if meaning.intention is Intention.STATUS or (is_correct and looks) else ""
    if field not in CONTACT or not facts.booking:
        return None
    answer = facts.booking.answers.get(field)
    value = masked(field, answer.value) if answer else ""
    values = {"title": facts.words(f"book.{field}.title"), "value": value or facts.words("correct.nothing")}
    return Heard((Say("lobby.held", values, (common_buttons.CORRECT, STATUS, PHONE)),))


def _misses_another_day(meaning: Meaning, facts: Facts) -> bool:
    """Say whether somebody can't come on a day that is not the booking's: 「4日は行けません」."""
    if not facts.booking or "when" not in meaning.values:
        return False
    if is_named_by(meaning.values["when"], facts.booking.start, facts):  # 「木曜は行けません」 of a booking next week
        return False
    here, starts = facts.booking.start.astimezone(TOKYO).date(), start_times(facts.office)
    match read_when(meaning.values["when"], now=facts.now.astimezone(TOKYO), starts=starts, day=None):
        case OnDay(day):
            return day != here
        case At(start):
            return start.astimezone(TOKYO).date() != here
        case _:
            named = A_WEEKDAY.findall(meaning.values["when"])
            return bool(named) and WEEKDAYS[here.weekday()] not in named  # of today's weekday none is read


def _turned(meaning: Meaning, facts: Facts) -> Heard | None:
    """Answer what asks for nothing: negated, asked about, or told of."""
    if meaning.negated and meaning.asked and facts.booking and meaning.intention in (Intention.CANCEL, Intention.MOVE):
        return Heard(command=Command.STATUS)
    if meaning.negated and meaning.intention is Intention.BOOK:
        return Heard((Say("lobby.only_asks", options=_usual(facts)),))
    if meaning.intention is Intention.BOOK and meaning.reported:
        return Heard(command=Command.STATUS)
    if meaning.asked and meaning.reported and meaning.intention is Intention.CANCEL and not facts.booking:
        return Heard(command=Command.STATUS)  # 「キャンセルしたけど本当にできてる？」
    if (meaning.asked or meaning.reported) and not meaning.negated and meaning.intention is Intention.BOOK_FOR_OTHER:
        return Heard(_for_other(meaning, facts))
    if meaning.negated:
        return _left_alone(meaning, facts)
    if (
        meaning.asked
        and meaning.intention is Intention.MOVE
        and facts.booking
        and meaning.values.keys() & {"when", "shift", "earliest"}
    ):
        return Heard(command=Command.CHANGE, when=meaning.values.get("when", ""))
    return _asked_about(meaning, facts) or _asked_back((Candidate(meaning.intention, meaning.about),), facts)


def _asked_about(meaning: Meaning, facts: Facts) -> Heard | None:
    """Answer what is asked about an intention; who asks for the next booking once this one has begun reads when."""
    if not meaning.asked or meaning.intention not in ANSWERS:
        return None
    has_begun = facts.booking is not None and stage_of(facts) in (Stage.BEGUN, Stage.NO_SHOW)
    if meaning.intention is Intention.BOOK and has_begun:
        return Heard(command=Command.BOOK)
    return Heard((answer_to(ANSWERS[meaning.intention], facts),))


def _left_alone(meaning: Meaning, facts: Facts) -> Heard | None:
    """Say to who wants something not to be done that nothing is changed."""
    if meaning.intention in OF_THE_BOOKING:
        return Heard((_kept(facts),))
    return Heard((Say("lobby.kept", options=_usual(facts)),)) if meaning.intention in CAN_BE_KEPT else None


def _asked_back(candidates: tuple[Candidate, ...], facts: Facts) -> Heard | None:
    """Ask which of these is meant; None when none of them has a button."""
    found: list[Option] = []
    for option in (_button(one, facts) for one in candidates):
        if option and option not in (*found, PHONE) and not (option is EASY and facts.words.easy):
            found.append(option)
    return Heard((Say("lobby.which", options=(*found[: MOST_BUTTONS - 1], PHONE)),)) if found else None


def topics_to_choose(candidates: tuple[Candidate, ...], facts: Facts) -> Heard | None:
    """Ask at an open question which of these is asked; what begins something has no button there."""
    found = [_button(one, facts) for one in candidates if one.intention is Intention.QUESTION]
    options = tuple(option for option in found[:MOST_BUTTONS] if option)
    return Heard((Say("heard.which", options=options, look="card", quiet=True),)) if options else None


def _button(candidate: Candidate, facts: Facts) -> Option | None:
    if candidate.intention is Intention.QUESTION:
        return topic_option(candidate.about, facts)
    return (OF_A_BOOKING if facts.booking else WITHOUT_ONE).get(candidate.intention)


def _usual(facts: Facts) -> tuple[Option, ...]:
    return (STATUS, *still_possible(facts), PHONE) if facts.booking else (BOOK, STATUS, PHONE)


def _ask_to_leave(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    """Ask whether to stop waiting; who names a time to book instead reads whether it is free, and finds its button."""
    wished = [one.values for one in meaning.also if one.live and one.intention in BOOKS and "when" in one.values]
    free = free_times.told(wished[0], facts) if wished else None
    times = free.options[:MOST_INSTEAD] if free else ()
    told = (replace(free, options=()) if times else Say("wait.none_free"),) if free else ()
    return (*told, Say("wait.leave_ask", options=(waitlist.LEAVE, *times, STATUS, PHONE)))


def _when_decided(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    """Say until when staff answer a request, or that they have; who complains of waiting reads whom to ask."""
    booking = facts.booking
    if facts.wish and not booking:
        return waitlist.status(facts.wish, facts)
    if booking and (booking.state is not State.REQUESTED or welcome.is_overdue(booking, facts)):
        return welcome.status(booking, facts)
    if meaning.about == "waited":
        told = _when_decided(replace(meaning, about=""), facts)
        more = (STATUS, common_buttons.LEAVE_MESSAGE, PHONE)
        return tuple(replace(one, options=more, before=Say("lobby.waited")) for one in told)
    if not booking:
        return (Say("lobby.decided_soon", options=_usual(facts)),)
    until = answer_by(booking, facts.office).astimezone(TOKYO)
    values = {"number": booking.number, "when": say_when(booking.start), "until": say_when(until)}
    return (Say("lobby.when_decided", values, _usual(facts)),)


def _questions(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    return (_answered(meaning.about, facts),)


def _answered(topic: str, facts: Facts) -> Say:
    """Answer a question where no form is under way, whose answers would be kept for whoever goes on later."""
    return _in_no_hurry(facts) if topic == LATER else answer_to(topic, facts)


def _in_no_hurry(facts: Facts) -> Say:
    if facts.booking:
        return _kept(facts)
    if facts.wish:
        return Say("lobby.kept", options=(waitlist.LEAVE, PHONE))
    return Say("lobby.in_no_hurry", options=_usual(facts))


def besides(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    """Answer one question that stands beside something else; what can be talked about is none beside a new purpose."""
    named = "scope" if meaning.about == "purpose" else ""
    asked = [one.about for one in meaning.also if one.intention is Intention.QUESTION and not one.negated]
    asked = [topic for topic in asked if topic != named]
    return tuple(_answered(topic, facts) for topic in asked[:1])


def _hired(_: Meaning, facts: Facts) -> tuple[Say, ...]:
    if facts.booking:
        return (Say("lobby.hired", named(facts.booking, facts.words), (CANCEL, STATUS, PHONE)),)
    return (Say("lobby.hired_without_booking", options=_usual(facts)),)


def _for_other(_: Meaning, facts: Facts) -> tuple[Say, ...]:
    return (Say("lobby.for_other", options=(STATUS, PHONE) if facts.booking else _usual(facts)),)


def _day(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    """Say what is free; who has a booking and names a day is asked what for."""
    booking = facts.booking
    if not booking and facts.wish:
        said = free_times.told(meaning.values, facts)
        asks = meaning.intention is Intention.AVAILABILITY
        return (said,) if said.choices else waitlist.still_waits(facts, none_free=asks)
    if not booking or meaning.intention not in (Intention.DAY, Intention.ABSENT):
        return (free_times.told(meaning.values, facts),)
    is_its_day = is_named_by(meaning.values.get("when", ""), booking.start, facts)
    comes = meaning.intention is Intention.DAY and "besides" not in meaning.values
    if booking.state is State.CONFIRMED and is_its_day and comes:
        return (Say("lobby.in_time", {"when": say_when(booking.start)}, (STATUS, PHONE)),)
    if not welcome.may(Command.CHANGE, booking, facts):
        return welcome.told(Command.CHANGE_OR_CANCEL, facts)
    mine = Say("lobby.day_with_booking", named(booking, facts.words), _usual(facts))
    return (mine,) if is_its_day else (mine, free_times.told(meaning.values, facts))


def _despair(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    """Answer with care; what is wanted of the booking besides waits, and is said to."""
    wished = any(one.live and one.intention in OF_THE_BOOKING for one in meaning.also)
    options = still_possible(facts)
    later = (Say("lobby.despair_booking", options=(*options, STATUS)),)
    return (to_despair(facts), *(later if wished and options else ()))


def _kept(facts: Facts) -> Say:
    """Say what is left as it is, with its time, for who says it may believe in another."""
    booking = facts.booking
    if not booking or booking.state is State.OFFERED:
        return Say("lobby.kept", options=_usual(facts))
    return Say("lobby.kept_at", named(booking, facts.words), _usual(facts))


def _greeting(_: Meaning, facts: Facts) -> tuple[Say, ...]:
    return (Say("lobby.greeting", options=_usual(facts)),)


def _in_time(meaning: Meaning, facts: Facts) -> tuple[Say, ...]:
    booking = meant_booking(facts)
    if not booking or not (booking.state is State.CONFIRMED or is_noted(booking, facts.now)):
        return (Say("lobby.thanks", options=_usual(facts)),)
    if meaning.about == "entered" and may_be_in(booking, facts.now):
        return (Say("lobby.entered", options=welcome.call(facts)),)
    begun = meaning.about == "coming" and stage_of(facts) is Stage.BEGUN
    in_time = Say("lobby.in_time", {"when": say_when(booking.start)}, (STATUS, PHONE))
    return (*(welcome.room(booking) if begun else ()), in_time)


MOST_INSTEAD = 3  # times to book instead of waiting
BOOKS = frozenset({Intention.BOOK, Intention.DAY, Intention.AVAILABILITY})
# Where who has nothing to say reads that all stays as it is.
NOTHING_UNDER_WAY = frozenset({Stage.LOBBY, Stage.WAITING, Stage.REQUESTED, Stage.CONFIRMED})
UNTIL_WHEN = frozenset({"until_when_cancel", "until_when_move"})
CONTACT = frozenset({"name", "number", "telephone", "email"})
OTHER_DAYS = frozenset({Intention.MOVE, Intention.AVAILABILITY, Intention.DAY})
OF_THE_BOOKING = frozenset({Intention.CANCEL, Intention.MOVE, Intention.ABSENT})
COMMANDS: Mapping[Intention, Command] = {
    Intention.BOOK: Command.BOOK,
    Intention.WAIT: Command.WAIT,
    Intention.CANCEL: Command.CANCEL,
    Intention.MOVE: Command.CHANGE,
    Intention.ABSENT: Command.CANCEL,
    Intention.LATE: Command.LATE,
    Intention.QUIT: Command.QUIT,
    Intention.BACK: Command.BACK,
    Intention.STATUS: Command.STATUS,
    Intention.WHEN_IS_IT: Command.STATUS,
    Intention.ROOM: Command.STATUS,
    Intention.JOIN: Command.JOIN,
    Intention.HUMAN: Command.PHONE,
    Intention.EXCUSE: Command.PHONE,
    Intention.THANKS: Command.THANKS,
}
SAID: Mapping[Intention, Callable[[Meaning, Facts], tuple[Say, ...]]] = {
    Intention.BOOK_FOR_OTHER: _for_other,
    Intention.WHEN_DECIDED: _when_decided,
    Intention.QUESTION: _questions,
    Intention.HIRED: _hired,
    Intention.AVAILABILITY: _day,
    Intention.DAY: _day,
    Intention.GREETING: _greeting,
    Intention.YES: _greeting,
    Intention.IN_TIME: _in_time,
    Intention.KEEP: lambda _, facts: (_kept(facts),),
}
EASY_OR_NOT = {"wanted": Heard(command=Command.EASY), "ordinary": Heard(command=Command.ORDINARY)}
# What is asked about an intention, as a topic.
ANSWERS = {
    Intention.BOOK: "how_to_use",
    Intention.WAIT: "waiting",
    Intention.CANCEL: "until_when_cancel",
    Intention.MOVE: "until_when_move",
    Intention.ABSENT: "late",
    Intention.LATE: "late",
    Intention.EASY: "languages",
}
CAN_BE_KEPT = frozenset(ANSWERS) | {
    Intention.LEAVE_LIST,
    Intention.BOOK_FOR_OTHER,
    Intention.HIRED,
    Intention.QUIT,
    Intention.CORRECT,
}
# Answers to the times that staff offered.
LEFT_TO_THE_OFFER = frozenset(
    {Intention.YES, Intention.DAY, Intention.AVAILABILITY, Intention.UNKNOWN, Intention.DETAIL}
)
COMMON = {
    Intention.JOIN: JOIN,
    Intention.STATUS: STATUS,
    Intention.WHEN_IS_IT: STATUS,
    Intention.ROOM: STATUS,
    Intention.WHEN_DECIDED: STATUS,
    Intention.EASY: EASY,
    Intention.HUMAN: PHONE,
    Intention.EXCUSE: PHONE,
    Intention.TROUBLE: PHONE,
}
OF_A_BOOKING = COMMON | {
    Intention.CANCEL: CANCEL,
    Intention.MOVE: CHANGE,
    Intention.ABSENT: CANCEL,
    Intention.HIRED: CANCEL,
    Intention.QUIT: CANCEL,
    Intention.LATE: LATE,
    Intention.CORRECT: common_buttons.CORRECT,
}
WITHOUT_ONE = COMMON | {
    Intention.BOOK: BOOK,
    Intention.BOOK_FOR_OTHER: BOOK,
    Intention.AVAILABILITY: BOOK,
    Intention.DAY: BOOK,
    Intention.WAIT: waitlist.AGAIN,
    Intention.LEAVE_LIST: waitlist.LEAVE,
}
