"""Seals the audit log: signs how long it is and how it ends, if it goes on from where the last seal was."""

from enum import StrEnum

from bot.ports.audit import KeepSeal, Seal, SealIs
from bot.ports.context import Process
from bot.service.audit.lines import chained, has_chain, is_signed, read_line
from bot.service.conflicts import tried

EVERY_SECONDS = 10  # seconds; of what came since the last seal an entry could be taken out unnoticed
TOLD_EVERY = 3600  # seconds
BROKEN = "audit broken"


class SealOutcome(StrEnum):
    """What became of a seal. BROKEN: the log does not go on from where the last seal was."""

    SEALED = "sealed"
    NOTHING_NEW = "nothing_new"
    BROKEN = "broken"


def seal(process: Process) -> SealOutcome:
    """Seal what was written since the last seal."""
    remembered = process.store.sealed_before()  # first: what another seals from here on is in the store before
    before = process.store.audit_seal()
    if not before or (remembered and remembered[0] > before.entries):
        return _broken(process)
    after = _sealed(process, before)
    if after is None:
        return _broken(process)
    if after == before or not tried(process.store, (SealIs(before.entries),), (KeepSeal(after),)):
        return SealOutcome.NOTHING_NEW
    process.store.remember_seal(after)
    if process.store.once_in("audit sealed told", TOLD_EVERY):
        process.log("audit_sealed", entries=after.entries, head=after.head)  # so that it stands outside Redis, too
    return SealOutcome.SEALED


def _sealed(process: Process, before: Seal) -> Seal | None:
    """Give the seal on the log as it is now; None when it does not go on from the last one."""
    end, first = process.store.audit_end(), max(before.entries - 1, 0)
    lines = (read_line(one.text) for one in process.store.audit_lines(first, end.entries))
    last = next(lines, None) if before.entries else None
    if before.entries and not (last and has_chain(last, before.head)):
        return None
    chain = before.head
    for line in lines:
        chain = chained(chain, line)
        if not has_chain(line, chain) or not is_signed(line, process.store.signed):
            return None
    if end.head != chain:
        return None
    return Seal(end.entries, chain, process.clock.now()) if end.entries > before.entries else before


def _broken(process: Process) -> SealOutcome:
    process.store.note(BROKEN, "1", TOLD_EVERY)
    if process.store.once_in("audit broken told", TOLD_EVERY):
        process.log("audit_broken")
        process.store.count("audit_broken")
    return SealOutcome.BROKEN
