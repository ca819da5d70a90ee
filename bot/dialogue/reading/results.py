"""What a reader gives back: a value, a question back, or a reason. The words for each code live in messages_ja/."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True)
class Value:
    """An answer that was understood.

    value  what is kept and shown
    key    its normalised form, for comparing and for machines
    mark   a code when staff should check it or the seeker should be told something, e.g. "number_unknown"
    """

    value: str
    key: str
    mark: str = ""


@dataclass(frozen=True)
class Retry:
    """A reason to ask again; `suggestion` can be offered as one tap, `final` may never be taken as it is."""

    reason: str
    suggestion: str = ""
    final: bool = False


@dataclass(frozen=True)
class At:
    """A day and a time, in Japan."""

    start: datetime


@dataclass(frozen=True)
class OnDay:
    """A day without a time; `part` is "am" or "pm" when that half was said but holds no start to choose from."""

    day: date
    part: str = ""


@dataclass(frozen=True)
class AskWhen:
    """Something that can be meant in more than one way, with the choices that fit.

    reason  "which_day", "which_time", or "unclear" when a part was not understood
    """

    reason: str
    days: tuple[date, ...] = ()
    times: tuple[time, ...] = ()


@dataclass(frozen=True)
class WrongWeekday:
    """The weekday said (Monday is 0) is not that of the day said."""

    day: date
    said: int


@dataclass(frozen=True)
class Past:
    """A day or time that is over."""

    day: date
    at: time | None


@dataclass(frozen=True)
class NotADate:
    """No day or time, or one that does not exist."""


When = At | OnDay | AskWhen | WrongWeekday | Past | NotADate
