"""Absent, late or in trouble on the day: what is noted for staff, and what helps."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.booking.day_notes import BACK, DESPAIR, ENTERED, TROUBLE, UNSENT, taken_back_by
from bot.booking.model import Booking, DayNote
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.common_buttons import LATE, LEAVE_MESSAGE, PHONE, STATUS
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows import welcome
from bot.dialogue.outside_flows.after_the_day import ANOTHER, how_it_went, next_booking
from bot.dialogue.outside_flows.answers import answer_to, to_despair
from bot.dialogue.outside_flows.heard import Heard, note_of
from bot.dialogue.outside_flows.into_the_room import has_room, way_in
from bot.dialogue.outside_flows.stage import may_be_in, meant_booking, stage_of
from bot.dialogue.reading import say_time, say_when
from bot.dialogue.reading.calls import cannot_call, hears_not
from bot.dialogue.turn import Facts, NoteTry, Option, Say, Send
from bot.dialogue.understanding import Intention, Meaning, Stage, understand
from bot.dialogue.understanding.scope import is_for_a_case, is_question

NOTED = {Intention.ABSENT: "absent", Intention.LATE: "late", Intention.TROUBLE: "trouble", Intention.EXCUSE: "late"}
ABSENT = Option("lobby.option.absent", Send("今日は行けません"))
STUCK = Option("lobby.option.stuck", Send("Zoomに入れません"))
NO_SOUND = Option("lobby.option.no_sound", Send("音が出ません"))
COMES = Option("lobby.option.comes", Send("今日は行きます"))
WHETHER = (COMES, ABSENT, LATE, PHONE)  # who may not come is asked with these
MAYBE = "maybe"  # an absence that is not certain
PICTURE = "picture"  # the kind of trouble of what can not be looked at
# Kinds of trouble that are none of Zoom before it begins: 「私は聞こえません」, 「電話に誰も出ない」.
OF_ONESELF = frozenset({"sound", "nobody"})
NERVES, WEARY = "nerves", "weary"  # topics
ASKED_WHETHER = "whether"  # held where it was asked whether somebody comes
WISHES = frozenset({Intention.MOVE, Intention.AVAILABILITY, Intention.BOOK, Intention.DAY, Intention.WAIT})
WAYS_IN = frozenset({Intention.ROOM, Intention.JOIN})
# What a note of the day answers already.
ANSWERED = frozenset({NERVES, "late", "sound", "zoom", "children", "until_when_cancel", "until_when_move"})
MAY_ENTER = re.compile(r"入|はい[れっ]|行け|いけ|間に合|まにあ|参加|受けられ")  # whether it is not too late is asked
WITHOUT_SOUND = frozenset({"sign_language", "writing"})  # helps of who can't be asked to call
UNREAD = "unread"  # the kind of trouble of what could not be read
# Kinds of trouble in which the room helps.
WITH_ROOM = frozenset({"", "enter", "update", "nobody", "waiting_room", "passcode", "other_name"})


def heard(meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Take a text as a word of the day; None when it is none. Despair is answered with more care."""
    booking, stage = meant_booking(facts), stage_of(facts)
    if not booking or stage not in (Stage.TODAY, Stage.BEGUN):
        return None
    told = (meaning, *meaning.also)
    every = [one for one in told if _is_to_be_noted(one, stage)]
    own = [one for one in every if stage is not Stage.TODAY or one.about not in OF_ONESELF]
    noted = next(iter(own if cannot_call(incoming.text) else own or every), None)
    if meaning.intention is Intention.DESPAIR:
        return _in_despair(booking, noted, incoming, facts)
    if noted:
        helped = _noted(booking, noted, incoming, facts, calls=noted in own and own == every)
        return replace(helped, says=(*helped.says, *_besides(told, noted, booking, facts)))
    back = next((one for one in told if _takes_back(one)), None)
    if back:
        return _taken_back(booking, back, incoming, facts)
    return _asks_the_way(meaning, incoming, facts) or _asked(told, booking, incoming, facts)


def _asked(told: Sequence[Meaning], booking: Booking, incoming: Incoming, facts: Facts) -> Heard | None:
    """Answer what is asked about, or told with, one's coming."""
    topics = {one.about for one in told if one.intention is Intention.QUESTION}
    if WEARY in topics:
        said = Say("lobby.despair_noted", {"when": say_when(booking.start)}, (ABSENT, LEAVE_MESSAGE, STATUS))
        return Heard((answer_to(WEARY, facts), said), after_despair(incoming, facts))
    if "late" in topics and (may_be := _whether_late(told, booking, incoming, facts)):
        return may_be
    if NERVES in topics:
        return Heard((Say("lobby.nervous", {"when": say_when(booking.start)}, WHETHER),))
    return Heard((_waits(booking, "lobby.in_time"),)) if any(map(_is_past, told)) else None


def _asks_the_way(meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Help who asks once it has begun how to get in or how to be heard; staff, who wait there, hear of it."""
    booking, asked = meant_booking(facts), (meaning.intention, meaning.about)
    if not booking or stage_of(facts) is not Stage.BEGUN or facts.now >= booking.end:
        return None
    if is_for_a_case(incoming.text, facts.lexicon.spelling):
        return None
    kind = "enter" if meaning.intention in WAYS_IN else "sound" if asked == (Intention.QUESTION, "sound") else ""
    return _noted(booking, Meaning(Intention.TROUBLE, kind), incoming, facts) if kind and meaning.live else None


def _whether_late(told: Sequence[Meaning], booking: Booking, incoming: Incoming, facts: Facts) -> Heard | None:
    """Let who asks whether he may be late tell it with one tap; once it has begun, he is late."""
    if stage_of(facts) is Stage.BEGUN and facts.now < booking.end:
        effect = NoteTry(booking, "late", note_of(incoming, facts, "late", ""))
        until = {"until": say_time(booking.end.astimezone(TOKYO).time())}
        still = Say("lobby.still_open", until, (*way_in(booking), *welcome.call(facts)), look="card", quiet=True)
        return Heard(
            (*welcome.room(booking), still if MAY_ENTER.search(incoming.text) else answer_to("late", facts)), effect
        )
    asked = next((one for one in told if one.intention is Intention.LATE and one.asked), None)
    if not asked or stage_of(facts) is not Stage.TODAY:
        return None
    minutes = asked.values.get("minutes", "")
    own = Option("lobby.option.late_minutes", Send(f"{minutes}分ほど遅れます"), {"minutes": minutes})
    options = (own if minutes.isdigit() else LATE, *welcome.call(facts))
    return Heard((Say("lobby.may_be_late", {"when": say_when(booking.start)}, options, look="card", quiet=True),))


def _in_despair(booking: Booking, noted: Meaning | None, incoming: Incoming, facts: Facts) -> Heard:
    """Answer with care, and let staff know of the words, and of the absence or lateness told with them."""
    about = NOTED[noted.intention] if noted else DESPAIR
    effect = NoteTry(booking, about, note_of(incoming, facts, about, DESPAIR))
    key = "lobby.despair_absent" if about == "absent" else "lobby.despair_noted"
    told = Say(key, {"when": say_when(booking.start)}, (STATUS,))  # the card above it has the others
    return Heard((to_despair(facts), told), effect)


def after_despair(incoming: Incoming, facts: Facts) -> NoteTry | None:
    """Note for staff what is written on the day right after words of despair."""
    booking, stage = meant_booking(facts), stage_of(facts)
    if not booking or stage not in (Stage.TODAY, Stage.BEGUN):
        return None
    return NoteTry(booking, DESPAIR, note_of(incoming, facts, DESPAIR, DESPAIR))


def _besides(told: Sequence[Meaning], noted: Meaning, booking: Booking, facts: Facts) -> tuple[Say, ...]:
    """Answer what is asked or wished for together with a word of the day."""
    if facts.now >= booking.end:
        return ()
    others = [one for one in told if one is not noted and not one.negated]
    wishes = any(one.intention in WISHES for one in others) or "another" in noted.values
    if noted.intention is Intention.ABSENT and wishes:
        return (Say("lobby.another_day", options=(*welcome.call(facts), STATUS)),)
    if noted.intention is not Intention.TROUBLE and any(one.intention is Intention.ROOM for one in others):
        return tuple(replace(one, options=(STATUS, PHONE)) for one in welcome.room(booking))
    topics = [one.about for one in others if one.intention is Intention.QUESTION and one.about not in ANSWERED]
    return tuple(answer_to(topic, facts) for topic in topics[:1])


def unsent(message_id: str, facts: Facts) -> NoteTry | None:
    """Take the note back that was made of a message which is unsent now."""
    booking = facts.booking
    note = DayNote(facts.now, BACK, UNSENT, message_id=message_id)
    return NoteTry(booking, BACK, note) if booking and taken_back_by(booking, note) else None


def answer_whether(incoming: Incoming, facts: Facts) -> Heard | None:
    """Take a plain yes or no to the question whether somebody comes for what it says."""
    booking, meaning = meant_booking(facts), understand(incoming.text, Stage.KNOWN, facts.lexicon)
    if not booking or stage_of(facts) not in (Stage.TODAY, Stage.BEGUN) or not meaning.live or meaning.also:
        return None
    if meaning.intention is Intention.NO:
        return _noted(booking, Meaning(Intention.ABSENT, "today"), incoming, facts)
    if meaning.intention is not Intention.YES:
        return None
    comes = Meaning(Intention.IN_TIME, "coming")
    return _taken_back(booking, comes, incoming, facts) or Heard((_waits(booking, "lobby.in_time"),))


def _takes_back(meaning: Meaning) -> bool:
    """Say whether somebody comes after all, or says of an absence or lateness that there is none."""
    if meaning.intention is Intention.IN_TIME:
        return meaning.live and meaning.about != "reply"
    return meaning.negated and not meaning.asked and meaning.intention in (Intention.ABSENT, Intention.LATE)


def _taken_back(booking: Booking, meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Note that the earlier words of the day no longer hold; who said none of them is only waited for."""
    detail = ENTERED if meaning.about == "entered" and may_be_in(booking, facts.now) else ""
    note = note_of(incoming, facts, BACK, detail)
    if facts.now >= booking.end or not taken_back_by(booking, note):
        return None if meaning.intention is Intention.IN_TIME else Heard((_waits(booking, "lobby.in_time"),))
    said = Say("lobby.entered", options=welcome.call(facts)) if detail else _waits(booking, "lobby.taken_back")
    return Heard((said,), NoteTry(booking, BACK, note))


def _waits(booking: Booking, key: str) -> Say:
    return Say(key, {"when": say_when(booking.start)}, (STATUS, PHONE))


def _is_past(meaning: Meaning) -> bool:
    """Say whether an absence or lateness is one of another time: 「先週は休みました」."""
    return meaning.reported and meaning.intention in (Intention.ABSENT, Intention.LATE)


def asked_what() -> Say:
    """Ask what is meant, so that no word of the day is lost: each button sends one that staff are told of."""
    return Say("lobby.on_the_day", options=(ABSENT, LATE, STUCK, PHONE))


def picture(incoming: Incoming, facts: Facts) -> Heard | None:
    """Help who sends a picture, as of an error: it can't be looked at; once it has begun, staff hear of it."""
    booking, stage = meant_booking(facts), stage_of(facts)
    if not booking or stage not in (Stage.TODAY, Stage.BEGUN):
        return None
    if stage is Stage.TODAY:
        return Heard((Say("lobby.picture_before", options=(STUCK, NO_SOUND, LATE, PHONE)),))
    effect = NoteTry(booking, TROUBLE, note_of(incoming, facts, TROUBLE, PICTURE))
    if facts.now >= booking.end:
        return Heard((how_it_went(booking, facts, "lobby.over.noted"),), effect)
    help_ = Say("lobby.picture", options=(*way_in(booking), STUCK, NO_SOUND, *welcome.call(facts)), look="card")
    return Heard((*welcome.room(booking), help_), effect)


def may_be_stuck(meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard | None:
    """Tell staff right before it begins of what may be trouble: a question back may find nobody in time."""
    booking, may_be = meant_booking(facts), any(one.intention is Intention.TROUBLE for one in meaning.candidates)
    if not booking or not may_be or stage_of(facts) is not Stage.TODAY or not may_be_in(booking, facts.now):
        return None
    return Heard(_trouble(booking, "", facts), NoteTry(booking, TROUBLE, note_of(incoming, facts, TROUBLE, UNREAD)))


def unread(booking: Booking, meaning: Meaning, incoming: Incoming, facts: Facts) -> Heard:
    """Tell staff of what could not be read once the consultation has begun: it may be a call for help.

    After its end a question is none, unless it may be about what kept somebody away.
    """
    likely = meaning.candidates[0].intention if meaning.candidates else Intention.UNKNOWN
    if facts.now >= booking.end and is_question(incoming.text, facts.lexicon.spelling):
        wishes = ANOTHER.search(incoming.text) and likely is not Intention.TROUBLE
        another = next_booking(incoming.text, facts) if wishes else None
        if another or likely not in NOTED:
            return Heard((another or how_it_went(booking, facts),))
    effect = NoteTry(booking, TROUBLE, note_of(incoming, facts, TROUBLE, UNREAD))
    if facts.now >= booking.end:
        return Heard((how_it_went(booking, facts, "lobby.over.noted"),), effect)
    help_ = Say("lobby.under_way", options=welcome.call(facts), look="card")
    return Heard((*welcome.room(booking), help_), effect)


def _is_to_be_noted(meaning: Meaning, stage: Stage) -> bool:
    if meaning.intention is Intention.EXCUSE:  # 「寝坊しました」 is told as done, and is a word all the same
        return stage is Stage.BEGUN and not (meaning.negated or meaning.asked)
    is_of_another_day = meaning.intention is Intention.ABSENT and meaning.about != "today"
    return meaning.acts and meaning.intention in NOTED and not is_of_another_day


def _noted(booking: Booking, meaning: Meaning, incoming: Incoming, facts: Facts, *, calls: bool = True) -> Heard:
    about = NOTED[meaning.intention]
    detail = _detail(meaning)
    effect = NoteTry(booking, about, note_of(incoming, facts, about, detail))
    if facts.now >= booking.end:
        return Heard((how_it_went(booking, facts, "lobby.over.noted"),), effect)
    if about == TROUBLE:
        is_deaf = detail == "sound" and stage_of(facts) is Stage.BEGUN and hears_not(incoming.text)
        return (without_calls(incoming, facts) if is_deaf else None) or Heard(_trouble(booking, detail, facts), effect)
    calls = calls and may_call(booking, incoming.text)
    return Heard((_absent if about == "absent" else _late)(booking, detail, facts, calls=calls), effect)


def may_call(booking: Booking, text: str) -> bool:
    """Say whether somebody may be asked to call, by what he says, said on the day, and is helped with."""
    support, told = booking.answers.get("support"), (text, *(one.text for one in booking.day_notes))
    return not (support and support.value in WITHOUT_SOUND) and not any(map(cannot_call, told))


def without_calls(incoming: Incoming, facts: Facts) -> Heard | None:
    """Tell who can't call that he needn't; staff hear of it who were told before that he is late or absent."""
    booking, stage = meant_booking(facts), stage_of(facts)
    if not booking or not cannot_call(incoming.text) or facts.now >= booking.end:
        return None
    if stage in (Stage.TODAY, Stage.BEGUN):
        before = [one for one in booking.day_notes if one.about in ("absent", "late") and not one.is_taken_back]
        about = before[-1].about if before else TROUBLE
        detail = before[-1].detail if before else UNREAD
        noted = bool(before) or stage is Stage.BEGUN
        effect = NoteTry(booking, about, note_of(incoming, facts, about, detail)) if noted else None
        key = "lobby.no_call_told" if noted else "lobby.no_call"
        room = welcome.room(booking) if stage is Stage.BEGUN else ()
        return Heard((*room, Say(key, options=(*way_in(booking), LEAVE_MESSAGE, STATUS))), effect)
    if stage not in (Stage.REQUESTED, Stage.CONFIRMED):
        return None
    return Heard((Say("lobby.no_call", options=(STATUS, LEAVE_MESSAGE)),))


def _detail(meaning: Meaning) -> str:
    """Give the code that says more: the kind of trouble, how many minutes late, or that it is an excuse."""
    if meaning.intention is Intention.EXCUSE:
        return "excuse"
    if meaning.intention is Intention.ABSENT:
        return MAYBE if "maybe" in meaning.values else ""
    return meaning.about if meaning.intention is Intention.TROUBLE else meaning.values.get("minutes", "")


def _absent(booking: Booking, detail: str, facts: Facts, *, calls: bool) -> tuple[Say, ...]:
    if detail == MAYBE:
        return (Say("lobby.absent_maybe", {"when": say_when(booking.start)}, WHETHER),)
    key, options = ("absent", welcome.call(facts)) if calls else ("absent_no_call", (LEAVE_MESSAGE, STATUS))
    return (Say(f"lobby.{key}", {"when": say_when(booking.start)}, options, look="card"),)


def _late(booking: Booking, minutes: str, facts: Facts, *, calls: bool) -> tuple[Say, ...]:
    values = {"when": say_when(booking.start), "minutes": minutes}
    key = "lobby.late_minutes" if minutes.isdigit() else "lobby.late"
    key, then = (key, welcome.call(facts)) if calls else (f"{key}_no_call", (LEAVE_MESSAGE,))
    return (Say(key, values, (*way_in(booking), *then), look="card", quiet=True),)


def _trouble(booking: Booking, kind: str, facts: Facts) -> tuple[Say, ...]:
    """Give what helps at once: the numbers of the room, the steps for a telephone, the button that calls."""
    if kind in WITH_ROOM and not has_room(booking):
        return (Say("lobby.trouble.no_room", options=welcome.call(facts), look="card"),)
    which = () if kind else (STUCK, NO_SOUND)
    help_ = Say(
        f"lobby.trouble.{kind or 'other'}", options=(*way_in(booking), *which, *welcome.call(facts)), look="card"
    )
    return (*(welcome.room(booking) if kind in WITH_ROOM else ()), help_)
