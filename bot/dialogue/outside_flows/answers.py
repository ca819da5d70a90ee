"""What is answered to a question, from the office's own facts, and to somebody in despair; at any place of a talk."""

from collections.abc import Mapping
from dataclasses import replace

from bot.booking.day_notes import DESPAIR
from bot.booking.model import Answer, wishes_an_interpreter
from bot.booking.office import HelpLine
from bot.booking.schedule.opening import is_open, next_opening
from bot.dialogue.common_buttons import BOOK, CANCEL, CHANGE, LEAVE_MESSAGE, PHONE, STATUS, call_button, terms_buttons
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows.booking_card import may_cancel, may_move
from bot.dialogue.turn import Facts, NoteTry, Open, Option, Say, Send
from bot.dialogue.words.dates import say_when

ASKED = "asked"  # names the buttons of topics in place of a conversation: they work at any time
JOIN = Option("guide.option.join", Send("参加方法"))
READY = Option("guide.option.ready", Send("準備チェック"))
EASY = Option("style.option.easy", Send("やさしい日本語"))
# The buttons that a topic has before the usual ones.
FURTHER = {
    "preparation": (READY, JOIN),
    "zoom": (JOIN, READY),
    "sound": (JOIN,),
    "languages": (EASY,),
    "hardship": (LEAVE_MESSAGE,),
    "second_choice": (LEAVE_MESSAGE,),
    "weary": (LEAVE_MESSAGE,),
}
OF_A_BOOKING = {
    "until_when_cancel": (CANCEL, CHANGE),
    "until_when_move": (CHANGE, CANCEL),
    "cancellation_fee": (),
    "second_choice": (CHANGE,),
}


def answer_to(topic: str, facts: Facts) -> Say:
    """Answer a question; where the office has no answer, name the telephone."""
    if topic == "terms":
        return Say("answers.terms.text", options=terms_buttons(facts), look="card")
    noted = of_interpreters(facts.booking.answers) if facts.booking and topic == "languages" else None
    if noted:
        return replace(noted, options=(STATUS, PHONE))
    further = FURTHER.get(topic, ()) + tuple(one for one in OF_A_BOOKING.get(topic, ()) if one in still_possible(facts))
    further = tuple(one for one in further if one is not EASY or not facts.words.easy)
    options = (*further, *((STATUS,) if facts.booking else (BOOK,)), PHONE)
    if f"answers.{topic}.text" not in facts.words:
        return Say("lobby.no_answer", {"topic": topic}, options)
    return Say(f"answers.{topic}.text", options=options)


def of_interpreters(given: Mapping[str, Answer]) -> Say | None:
    """Tell who wishes for an interpreter, or brings one, that it is noted; None for who does neither."""
    if not wishes_an_interpreter(given):
        return None
    brings = "language" in given and given["language"].value == "own"
    return Say("lobby.interpreter_comes" if brings else "lobby.interpreter_noted")


def topic_option(topic: str, facts: Facts) -> Option | None:
    """Give the button that asks a question; None for a topic that has no answer."""
    key = f"answers.{topic}.label"
    return Option(key, Tap(ASKED, "topic", topic)) if key in facts.words else None


def to_despair(facts: Facts) -> Say:
    """Say that nobody is alone with it, and who can be called."""
    line, office = facts.office.help_line, facts.office
    if line:
        return Say("lobby.despair", _named(line), (_call(line), LEAVE_MESSAGE), look="card")
    options = (call_button(office), LEAVE_MESSAGE)
    if is_open(office, facts.now):
        return Say("lobby.despair_open", options=options, look="card")
    values = {"when": say_when(next_opening(office, facts.now))}
    return Say("lobby.despair_closed", values, options, look="card")


def whom_to_call(facts: Facts) -> Say:
    """Name every number to who wants to call after words of despair; while the office is closed, who answers now."""
    line, office = facts.office.help_line, facts.office
    if is_open(office, facts.now):
        return Say("lobby.phone_open", options=(call_button(office), LEAVE_MESSAGE), look="card")
    when = {"when": say_when(next_opening(office, facts.now))}
    if line:
        options = (_call(line), call_button(office), LEAVE_MESSAGE)
        return Say("lobby.despair_phone_line", {**when, **_named(line)}, options, look="card")
    return Say("lobby.despair_phone", when, (call_button(office), LEAVE_MESSAGE), look="card")


def _named(line: HelpLine) -> dict[str, str]:
    return {"line": line.name, "number": line.telephone}


def _call(line: HelpLine) -> Option:
    return Option("lobby.option.help_line", Open(f"tel:{line.telephone}"), {"number": line.telephone})


def after_despair(facts: Facts) -> Say:
    """Answer a short word of who wrote in despair just before, without any demand."""
    return Say("lobby.despair_after", options=(LEAVE_MESSAGE, call_button(facts.office)), look="card")


def still_possible(facts: Facts) -> tuple[Option, ...]:
    """Give the buttons of what may be done with the booking in chat now."""
    booking = facts.booking
    if not booking:
        return ()
    move = (CHANGE,) if may_move(booking, facts.office, facts.now) else ()
    return (*move, *((CANCEL,) if may_cancel(booking, facts.now) else ()))


def note_of_despair(facts: Facts) -> NoteTry | None:
    """Let staff see it on the booking, if there is one."""
    return NoteTry(facts.booking, DESPAIR) if facts.booking else None
