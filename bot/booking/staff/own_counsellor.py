"""The own counsellor of a person: who it is, and who it was, until when and why. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import RefusedError

LONGEST_REASON = 200  # characters
MOST_KEPT = 20  # changes, the newest


@dataclass(frozen=True)
class Earlier:
    """Who was the own counsellor before: until when, who ended it, why."""

    counsellor: str
    since: datetime
    until: datetime
    by: str
    reason: str = ""


@dataclass(frozen=True)
class OwnCounsellor:
    """The own counsellor of a person, by id; "" = none any more.

    reason  why it is this one; why it was ended
    user, number  by which the person is known: the LINE user, the job-seeker number in its form for comparing
    """

    user: str
    number: str
    counsellor: str = ""
    since: datetime | None = None
    by: str = ""
    reason: str = ""
    earlier: tuple[Earlier, ...] = ()
    version: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Give the values by which the person is known."""
        return tuple(one for one in (self.user, self.number) if one)


def becomes(own: OwnCounsellor, counsellor: str, by: str, now: datetime, reason: str = "") -> OwnCounsellor:
    """Give the person another own counsellor, or none; who it was is kept with the reason."""
    if len(reason) > LONGEST_REASON:
        raise RefusedError("own_reason", count=str(LONGEST_REASON))
    if counsellor == own.counsellor:
        raise RefusedError("own_already" if counsellor else "own_none")
    earlier = own.earlier
    if own.counsellor:
        earlier = (*earlier, Earlier(own.counsellor, own.since or now, now, by, reason))[-MOST_KEPT:]
    return replace(
        own, counsellor=counsellor, since=now, by=by, reason=reason, earlier=earlier, version=own.version + 1
    )
