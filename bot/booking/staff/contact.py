"""A correction of contact data after booking: which answers may be others, until when, and what follows. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Answer, Booking, wishes_an_interpreter
from bot.booking.notices.mails import given_address
from bot.booking.staff.corrections import Mark
from bot.booking.waitlist import WaitingWish
from bot.errors import RefusedError

FIELDS = ("name", "number", "telephone", "email", "purpose", "support")  # that are named to be corrected
ANSWERS = (*FIELDS, "language")  # with what is asked beside one of them


def may_be_corrected(booking: Booking, now: datetime) -> bool:
    """Say whether a seeker may correct it himself: until the end, unless its outcome is recorded."""
    return booking.is_live and now < booking.open_until


def changed_fields(held: Mapping[str, Answer], told: Mapping[str, Answer]) -> tuple[str, ...]:
    """Name what would be another than what is held."""
    return tuple(name for name in ANSWERS if name in told and _said(held.get(name)) != _said(told[name]))


def _said(answer: Answer | None) -> tuple[str, str]:
    return (answer.value, answer.mark) if answer else ("", "")


def corrected(booking: Booking, told: Mapping[str, Answer], *, by_staff: bool) -> Booking:
    """Give the booking with other answers; RefusedError where nothing changes, or its outcome is recorded.

    Another mail address is proved only where staff took it. What a seeker changed is marked until staff have seen it.
    """
    if not booking.is_live:
        raise RefusedError("not_correctable", state=booking.state.value)
    fields = changed_fields(booking.answers, told)
    if not fields:
        raise RefusedError("nothing_corrected")
    after = replace(booking, answers=_with(booking.answers, told, fields), version=booking.version + 1)
    if given_address(after).casefold() != given_address(booking).casefold():
        after = replace(after, address_proved=by_staff)
    seen = by_staff or Mark.CONTACT_CHANGED.value in after.marks
    return after if seen else replace(after, marks=(*after.marks, Mark.CONTACT_CHANGED.value))


def wish_corrected(wish: WaitingWish, told: Mapping[str, Answer]) -> WaitingWish:
    """Give a place on the waiting list with other answers."""
    fields = changed_fields(wish.answers, told)
    return replace(wish, answers=_with(wish.answers, told, fields), version=wish.version + 1)


def _with(held: Mapping[str, Answer], told: Mapping[str, Answer], fields: tuple[str, ...]) -> dict[str, Answer]:
    answers = {**held, **{name: told[name] for name in fields}}
    if wishes_an_interpreter(answers):
        return answers
    return {name: answer for name, answer in answers.items() if name != "language"}
