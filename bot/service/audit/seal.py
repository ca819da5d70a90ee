"""Seals the audit log: signs how long it is and how it ends, if it goes on from where the last seal was."""

from bot.ports.audit import KeepSeal, Seal, SealIs
from bot.ports.services import Services
from bot.service.audit.lines import chained, is_signed, read_line
from bot.service.conflicts import tried

EVERY = 10  # seconds; of what came since the last seal an entry could be taken out unnoticed
TOLD_EVERY = 3600  # seconds
BROKEN = "audit broken"


def seal(services: Services) -> str:
    """Seal what was written since the last seal: "sealed", "" for nothing new, "broken" when it does not go on."""
    before = services.store.audit_seal()
    remembered = services.store.sealed_before()
    if not before or (remembered and remembered[0] > before.entries):
        return _broken(services)
    after = _sealed(services, before)
    if after is None:
        return _broken(services)
    if after == before or not tried(services.store, (SealIs(before.entries),), (KeepSeal(after),)):
        return ""
    services.store.remember_seal(after)
    if services.store.once_in("audit sealed told", TOLD_EVERY):
        services.log("audit_sealed", entries=after.entries, head=after.head)  # so that it stands outside Redis, too
    return "sealed"


def _sealed(services: Services, before: Seal) -> Seal | None:
    """Give the seal on the log as it is now; None when it does not go on from the last one."""
    told, head = services.store.audit_tail(max(before.entries - 1, 0))
    lines = [read_line(line) for line in told]
    if before.entries and (not lines or lines.pop(0).chain != before.head):
        return None
    chain = before.head
    for line in lines:
        chain = chained(chain, line)
        if line.chain != chain or not is_signed(line, services.store.signed):
            return None
    if head != chain:
        return None
    return Seal(before.entries + len(lines), head, services.clock.now()) if lines else before


def _broken(services: Services) -> str:
    services.store.note(BROKEN, "1", TOLD_EVERY)
    if services.store.once_in("audit broken told", TOLD_EVERY):
        services.log("audit_broken")
        services.store.count("audit_broken")
    return "broken"
