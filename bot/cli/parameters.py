"""Kinds of values that commands take."""

from datetime import date, datetime
from typing import TypeVar

import click

from bot.booking.lookup import is_line_user
from bot.booking.schedule.opening import TOKYO, YEARS
from bot.errors import RefusedError

When = TypeVar("When", date, datetime)


def _meant(when: When) -> When:
    """Raise ValueError for what no office can mean."""
    if when.year not in YEARS:
        raise ValueError(when)
    return when


class Day(click.ParamType[date]):
    """A day."""

    name = "yyyy-mm-dd"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        if isinstance(value, date):
            return value
        try:
            return _meant(date.fromisoformat(value))
        except ValueError:
            self.fail("2026-12-03 のような日付にしてください", param, ctx)


class DayOrMoment(click.ParamType[date | datetime]):
    """A day, or a day and time; without an offset it is meant in Japan."""

    name = "yyyy-mm-dd[Thh:mm]"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        """Read a day, or a moment."""
        if isinstance(value, date):
            return value
        try:
            if len(value.strip()) <= len("2026-12-03"):
                return _meant(date.fromisoformat(value.strip()))
            moment = _meant(datetime.fromisoformat(value.strip()))
        except ValueError:
            self.fail("2026-12-03 か 2026-12-03T13:00 のように書いてください", param, ctx)
        return moment.replace(tzinfo=TOKYO) if moment.tzinfo is None else moment


class Moment(click.ParamType[datetime]):
    """A day and time; without an offset it is meant in Japan. `error` is the code of what can't be read."""

    name = "yyyy-mm-ddThh:mm"

    def __init__(self, error: str) -> None:
        self.error = error

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read a moment."""
        if isinstance(value, datetime):
            return value
        try:
            moment = _meant(datetime.fromisoformat(value.strip()))
        except ValueError:
            raise RefusedError(self.error, time=value, said=value) from None
        return moment.replace(tzinfo=TOKYO) if moment.tzinfo is None else moment


def line_user(typed: str) -> str:
    """Refuse what can be nobody's id, "" = none is given. A part of one would be found in what is held of others."""
    if typed and not is_line_user(typed):
        raise RefusedError("unknown_user")
    return typed
