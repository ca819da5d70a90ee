"""Pushes to the staff's LINE group: the first goes at once, those of the next minutes go together as one."""

from dataclasses import replace
from datetime import datetime

from bot.booking.notices.gathering import may_wait, stand_in, still_of_use
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.ports.context import Process
from bot.ports.notices import Gather, GatheringIs, KeepNotice, NoticeLeaseIs, StillPending
from bot.ports.work import Claim
from bot.service.conflicts import tried
from bot.service.notices.ledger import voided

TRIES = 3


def wait_for_others(process: Process, claim: Claim, row: Notice, now: datetime) -> NoticeState | None:
    """Let a leased row wait for others or go with those that did, all in one step; None when it is to go alone now."""
    every = process.staff.gather
    if not every or not may_wait(row, now):
        return None
    for _ in range(TRIES):
        gathering = process.store.gathering()
        opens = gathering.opens(every, now)
        others = () if opens else still_of_use(gathering.rows, row, now)
        lease = NoticeLeaseIs(claim.id, claim.lease)
        if opens:
            later = replace(row, state=NoticeState.WAITING, lease="", reason=Reason.GATHERING)
            return later.state if tried(process.store, (lease,), (KeepNotice(later, opens),)) else NoticeState.LEASED
        same = [StillPending(one.id, one.state) for one in others]
        kept = [KeepNotice(replace(row, reason=Reason.GOES_FIRST), moves=False)]
        if others:
            kept = [KeepNotice(voided(one, Reason.GATHERED)) for one in (row, *others)]
            kept.append(KeepNotice(stand_in(row, others, now), now))
        gathered = Gather(gathering.version + 1, now)
        if tried(process.store, (lease, *same, GatheringIs(gathering.version)), (*kept, gathered)):
            return NoticeState.EXPIRED if others else None
    return NoticeState.LEASED  # its lease ends, and it is looked at again
