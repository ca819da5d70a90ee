"""What is answered to a question, from the office's own facts, and to somebody in despair; at any place of a talk."""

from bot.dialogue.common_buttons import BOOK, CANCEL, CHANGE, PHONE, STATUS
from bot.dialogue.incoming import Tap
from bot.dialogue.turn import Facts, NoteTry, Open, Option, Say, Send

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
}
OF_A_BOOKING = {"until_when_cancel": (CANCEL, CHANGE), "until_when_move": (CHANGE, CANCEL), "cancellation_fee": ()}
DESPAIR = "despair"  # the note for staff


def answer_to(topic: str, facts: Facts) -> Say:
    """Answer a question; where the office has no answer, name the telephone."""
    further = FURTHER.get(topic, ()) + (OF_A_BOOKING.get(topic, ()) if facts.booking else ())
    options = (*further, *((STATUS,) if facts.booking else (BOOK,)), PHONE)
    if f"answers.{topic}.text" not in facts.words:
        return Say("lobby.no_answer", {"topic": topic}, options)
    return Say(f"answers.{topic}.text", options=options)


def topic_option(topic: str, facts: Facts) -> Option | None:
    """Give the button that asks a question; None for a topic that has no answer."""
    key = f"answers.{topic}.label"
    return Option(key, Tap(ASKED, "topic", topic)) if key in facts.words else None


def to_despair(facts: Facts) -> Say:
    """Say that nobody is alone with it, and who can be called."""
    line, office = facts.office.help_line, facts.office
    values = {"line": line.name if line else office.name, "number": line.telephone if line else office.telephone}
    call = Option("lobby.option.help_line", Open(f"tel:{values['number']}"), {"number": values["number"]})
    return Say("lobby.despair", values, (call,), look="card")


def note_of_despair(facts: Facts) -> NoteTry | None:
    """Let staff see it on the booking, if there is one."""
    return NoteTry(facts.booking, DESPAIR) if facts.booking else None
