"""Leaving a message for staff: it is asked for, shown back, and sent only by a button or a plain yes.

It is written beside whatever is open in the talk; the open question waits, and comes back afterwards.
"""

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.booking.schedule.opening import is_open, next_opening
from bot.booking.staff.staff_message import (
    ANSWERED_LATELY,
    LONGEST_MESSAGE,
    LONGEST_PART,
    MOST_OPEN,
    Cause,
    MessageState,
    StaffMessage,
)
from bot.dialogue.common_buttons import CANCEL_BOOKING, LEAVE_MESSAGE, LEAVE_MESSAGE_AGAIN, call_button
from bot.dialogue.conversation import Draft
from bot.dialogue.incoming import Incoming, Tap
from bot.dialogue.outside_flows.answers import note_of_despair, to_despair
from bot.dialogue.reading import contains_my_number, say_when
from bot.dialogue.reading.handed_on import asks_what_is_sent, calls_message_off, told_in_one_breath
from bot.dialogue.route import STYLES, Command
from bot.dialogue.turn import Facts, LeaveMessage, NoteTry, Option, Say
from bot.dialogue.understanding import Intention, Meaning, Stage, understand

DRAFT = "staff-message"  # names the buttons of a draft in place of a conversation
MISSED = Option("staff_message.option.leave", Tap(DRAFT, "message", "missed"))  # beside what was not understood
STOP = Option("staff_message.option.stop", Tap(DRAFT, "message", "stop"))
# Answered beside a message, which goes on.
BESIDES = frozenset({Command.STATUS, Command.HELP, Command.PHONE, Command.JOIN, Command.READY}) | STYLES
WORDS_OF_A_MESSAGE = frozenset({Command.THANKS, Command.LATE})  # which may stand in one, or be all of it
SENDS = re.compile(
    r"(?:はい|うん|じゃあ?|では|以上|もう|これ|それ|この内容|このまま)?[でを、。]{0,2}\s?"
    r"(?:送って|送信(?:して|します)?|送る|送ります|おくって|伝えて|つたえて)(?:ください|下さい|おいて|ほしい)?[ねよ。!！]?"
)
# Clauses that ask for a message to be handed on, and those that tell it as well: 「耳が遠いとお伝えください」.
HANDS_ON = re.compile(r"伝言|メッセージ|伝え|つたえ|ことづけ|言付け|と言って")
TELLS_IT = re.compile(r".{5}(?:と|って|ことを)お?(?:伝え|つたえ|言って)")
LEAST_TOLD = 6  # characters beside the wish to leave a message that are one
SHORT_YES = 15  # characters of a plain yes


LIMITS = {"most": str(LONGEST_MESSAGE), "part": str(LONGEST_PART)}


@dataclass(frozen=True)
class Written:
    """What follows from a text or a button: the draft as it is then, None = none, what is said, what is done."""

    draft: Draft | None
    says: tuple[Say, ...]
    effect: LeaveMessage | NoteTry | None = None


def begin(facts: Facts, *, missed: bool) -> Written:
    """Ask for the message, unless as many as may be wait already, or all that is held is about to be erased."""
    if facts.erasing:
        return Written(None, (Say("record.erasing"),))
    if _open(facts) >= MOST_OPEN:
        return Written(None, (_too_many(facts),))
    draft = Draft(Cause.MISSED if missed else Cause.ASKED)
    return Written(draft, asked(draft, facts))


def told_at_once(incoming: Incoming, draft: Draft, facts: Facts) -> Written | None:
    """Take the message that is told with the wish to leave one: 「担当の方に、耳が遠いとお伝えください」."""
    clauses = [one.strip() for one in re.split(r"[、。\n]", incoming.text)]
    told = "".join(one for one in clauses if TELLS_IT.search(one) or not HANDS_ON.search(one))
    if told_in_one_breath(incoming.text):
        return typed(incoming, draft, facts)
    if len(told) < LEAST_TOLD or incoming.text.rstrip().endswith(("?", "？", "か")):
        return None
    return typed(incoming, draft, facts)


def asked(draft: Draft, facts: Facts) -> tuple[Say, ...]:
    """Ask for the message, or show back what was typed so far."""
    if draft.text:
        shown = Say("staff_message.shown", {"text": draft.text})
        return shown, Say("staff_message.confirm", options=_choices(draft), look="card", numbered=True)
    page = facts.words("staff_message.no_details") if facts.details_url else ""
    values = {**LIMITS, "read": _read(facts), "page": page}
    return (Say("staff_message.ask", values, (STOP, call_button(facts.office)), look="card", quiet=True),)


def typed(incoming: Incoming, draft: Draft, facts: Facts) -> Written:
    """Add a text to a draft and show it back; a plain yes to what was shown sends it."""
    text = incoming.text.strip()
    if contains_my_number(text):
        return Written(draft, (Say("common.my_number"), *asked(draft, facts)))
    meaning = understand(text, Stage.MESSAGE, facts.lexicon)
    if word := _of_the_message(text, meaning, draft, facts):
        return word
    longer = draft.adding(incoming.message_id, text)
    if len(incoming.text) > LONGEST_PART or len(longer.text) > LONGEST_MESSAGE:  # a longer one came cut
        return Written(draft, (Say("staff_message.too_long", LIMITS), *asked(draft, facts)))
    if meaning.intention is Intention.DESPAIR:
        return Written(longer, (to_despair(facts), *asked(longer, facts)), note_of_despair(facts))
    return Written(longer, asked(longer, facts))


def _of_the_message(text: str, meaning: Meaning, draft: Draft, facts: Facts) -> Written | None:
    """Take a word about the message itself, which gives it up or sends it; None where it is part of it."""
    if calls_message_off(text):
        return stopped()
    if asks_what_is_sent(text):
        return Written(draft, asked(draft, facts))
    is_short = len(text) <= SHORT_YES and meaning.live and not meaning.also
    if _is_whole(meaning, Intention.QUIT) or (is_short and meaning.intention is Intention.QUIT):
        return stopped()
    is_no = _is_whole(meaning, Intention.NO) or (meaning.live and meaning.intention is Intention.NO)
    is_yes = bool(SENDS.fullmatch(text)) or (is_short and meaning.intention is Intention.YES)
    if not draft.text:
        return Written(draft, asked(draft, facts)) if is_yes or (is_short and is_no) else None
    if is_no:
        return Written(draft, asked(draft, facts))
    return sent(draft, facts) if is_yes else None


def _is_whole(meaning: Meaning, intention: Intention) -> bool:
    """Say whether a text is nothing but a word of its own about the message: 「送らない」, 「まだ」."""
    return any(one.intention is intention and one.about == "message" for one in (meaning, *meaning.also))


def tapped(tap: Tap, draft: Draft, facts: Facts) -> Written:
    """Send a draft, begin it anew, or give it up; a button of an earlier wording only shows it as it is."""
    if tap.value == "stop":
        return stopped()
    if tap.value == "anew":
        fresh = replace(draft, parts={})
        return Written(fresh, asked(fresh, facts))
    if not draft.text or tap.value != _send_value(draft):
        return Written(draft, (Say("common.old_button"), *asked(draft, facts)))
    return sent(draft, facts)


def stop_or_cancel() -> Say:
    """Ask whether the message is given up or the booking is cancelled."""
    return Say("staff_message.stop_or_cancel", options=(STOP, CANCEL_BOOKING), look="card", quiet=True)


def taken_back(facts: Facts) -> Say:
    """Tell who wants to take a message back that was sent how that is done."""
    waits = _open(facts) > 0
    key, leave = ("take_back", LEAVE_MESSAGE_AGAIN) if waits else ("none_open", LEAVE_MESSAGE)
    return Say(f"staff_message.{key}", options=(leave, call_button(facts.office)), look="card")


def stopped() -> Written:
    """Give a draft up."""
    return Written(None, (Say("staff_message.stopped"),))


def sent(draft: Draft, facts: Facts) -> Written:
    """Hand a draft to staff."""
    if facts.erasing:
        return Written(None, (Say("record.erasing"),))
    if _open(facts) >= MOST_OPEN:
        return Written(None, (_too_many(facts),))
    message = StaffMessage(
        id=facts.new_id,
        state=MessageState.OPEN,
        since=facts.now,
        user=facts.user,
        text=draft.text,
        cause=Cause(draft.cause),
        flow=draft.flow,
        question=draft.question,
        booking=facts.booking.id if facts.booking else "",
        parts=draft.parts,
    )
    return Written(None, (Say("staff_message.sent", {"read": _read(facts)}),), LeaveMessage(message))


def reply_expected(facts: Facts) -> bool:
    """Say whether staff answered a message so lately that a text may be meant as a reply."""
    return any(one.settled and facts.now - one.settled <= ANSWERED_LATELY for one in facts.staff_messages if one.answer)


def to_a_reply(facts: Facts) -> Say:
    """Tell who may be replying to staff how to reach them."""
    return Say("staff_message.reply", options=(LEAVE_MESSAGE_AGAIN, call_button(facts.office)), look="card")


def _choices(draft: Draft) -> tuple[Option, ...]:
    def tap(value: str) -> Tap:
        return Tap(DRAFT, "message", value)

    return (
        Option("staff_message.option.send", tap(_send_value(draft))),
        Option("staff_message.option.anew", tap("anew")),
        Option("staff_message.option.stop", tap("stop")),
    )


def _send_value(draft: Draft) -> str:
    """Name what a button sends, so that it sends nothing else."""
    return "send:" + sha256(draft.text.encode("utf-8", "replace")).hexdigest()[:10]


def _open(facts: Facts) -> int:
    return sum(one.is_open for one in facts.staff_messages)


def _too_many(facts: Facts) -> Say:
    return Say("staff_message.too_many", {"count": str(MOST_OPEN)}, (call_button(facts.office),), look="card")


def _read(facts: Facts) -> str:
    """Say when somebody reads it: in the office's hours, else from the next opening on."""
    if is_open(facts.office, facts.now):
        return facts.words("staff_message.read_now")
    return facts.words("staff_message.read_later", {"when": say_when(next_opening(facts.office, facts.now))})
