"""Verifies the audit log.

Each line is chained to the one before inside Redis (SHA-1, which orders) and signed here (HMAC, which nobody can forge
who can only write to Redis). The seal, signed as well, says how long the log was and how it ended when a worker looked
last: what was taken out or moved before it shows. The newest seal is remembered outside Redis, too. The index of
moments names an entry whose moment is before that of another above it; from its first mark on none else has to.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from bot.ports.audit import AuditLog, Histories, Seal
from bot.ports.context import Process
from bot.service.audit.lines import Line, chained, chains, has_chain, is_signed, read_line, told

UNSEALED = timedelta(minutes=10)
HISTORY_KEPT = timedelta(days=89)  # a history ends by itself 90 days after its newest entry
Head = tuple[int, str]  # how long the log was, and the chain value of its last line, "" for none
END, SEAL, OUTSIDE, TIMES, EMPTY = "末尾", "封印", "控え", "時刻の索引", "記録なし"


@dataclass(frozen=True)
class Verdict:
    """What became of a look at the whole log: `broken` says where it does not fit first, "" when all does.

    unsigned  how many lines were written before lines were signed
    unsealed  how many lines wait for a seal longer than they should: of these one could be taken out unnoticed
    """

    entries: int
    broken: str = ""
    unsigned: int = 0
    unsealed: int = 0


def verify(process: Process) -> tuple[int, str]:
    """Give the number of entries, and which line is the first that does not fit, "" when all do."""
    found = examine(process)
    return found.entries, found.broken


def head_fits(process: Process, head: Head) -> bool:
    """Say whether the log as it is goes on from what it was when it had this head."""
    return _stands(chains(map(read_line, process.store.audit_log().lines)), *head)


def examine(process: Process, noted: Sequence[Head] = ()) -> Verdict:
    """Look at the whole log, at what stands beside it, and at heads that were noted elsewhere."""
    process.store.changed()  # gives a store its identity and the first seal where it has none yet
    before = process.store.audit_log()
    histories = process.store.histories()
    log = process.store.audit_log()  # holds whatever the histories hold
    lines = [read_line(line) for line in log.lines]
    broken = next(_faults(process, log, lines, noted), "")
    if not broken:
        broken = next(_history_faults(process, lines, len(before.lines), histories), "")
    unsigned = sum(not line.signature for line in lines)
    since_the_seal, until = lines[log.seal.entries if log.seal else 0 :], (process.clock.now() - UNSEALED).timestamp()
    unsealed = 0 if broken else sum(_milliseconds(line) < until * 1000 for line in since_the_seal)
    return Verdict(len(lines), broken, unsigned, unsealed)


def _faults(process: Process, log: AuditLog, lines: list[Line], noted: Sequence[Head]) -> Iterator[str]:
    yield from _line_faults(process, lines, log.seal)
    chained_so = chains(lines)
    if log.head != (chained_so[-1] if lines else ""):
        yield END
    if not log.seal:
        yield SEAL
    elif not _stands(chained_so, log.seal.entries, log.seal.head):
        yield END if len(lines) < log.seal.entries else SEAL
    if any(not _stands(chained_so, *one) for one in (process.store.sealed_before(), *noted) if one):
        yield OUTSIDE
    if not _is_indexed(log, [_milliseconds(line) for line in lines]):
        yield TIMES


def _is_indexed(log: AuditLog, moments: Sequence[int]) -> bool:
    """Say whether the index tells only what is so, and leads to every entry."""
    at = {str(place): moment for place, moment in enumerate(moments)}
    newest = list(accumulate(moments, max))
    in_order = {str(place) for place, (moment, last) in enumerate(zip(moments, newest, strict=True)) if moment == last}
    first = min(map(int, log.marks.keys() & in_order), default=len(moments))
    wanted = {place for place in at if int(place) < first or place not in in_order}
    return (
        log.times.items() <= at.items()
        and log.marks.items() <= {place: at[place] for place in in_order}.items()
        and wanted <= log.times.keys()
        and log.newest == (newest[-1] if log.marks else 0)
    )


def _line_faults(process: Process, lines: list[Line], seal: Seal | None) -> Iterator[str]:
    """Name each line that is not chained to the one before, not signed by us though it should be, or stands twice."""
    chain, nonces = "", set[str]()
    signed_from = seal.entries if seal else 0
    for place, line in enumerate(lines):
        chain = chained(chain, line)
        unsigned = not line.signature and not nonces and place < signed_from
        ours = unsigned or is_signed(line, process.store.signed)
        if not has_chain(line, chain) or not ours or line.nonce in nonces:
            yield f"{place + 1}行目"
        nonces |= {line.nonce} - {""}


def _stands(chained_so: Sequence[str], entries: int, head: str) -> bool:
    """Say whether the log had this chain value when it was so long."""
    if not entries:
        return not head
    return len(chained_so) >= entries and chained_so[entries - 1] == head


def _milliseconds(line: Line) -> int:
    return round(datetime.fromisoformat(told(line.entry)["at"]).timestamp() * 1000)


def _history_faults(process: Process, lines: list[Line], surely: int, histories: Histories) -> Iterator[str]:
    """Name each booking whose own list is not what the log says; of the log, `surely` so many lines were there then."""
    about, now = defaultdict[str, list[tuple[int, str, datetime]]](list), process.clock.now()
    for place, line in enumerate(lines):
        entry = told(line.entry)
        about[entry["booking"]].append((place, line.entry, datetime.fromisoformat(entry["at"])))
    for booking, listed in histories.lists.items():
        named = [_entry_at(lines, one) if one.isdecimal() else one for one in listed]
        known = about[booking]
        least = max(sum(place < surely for place, _, _ in known), len(named))
        ends = range(least, len(known) + 1)
        begins = [end - len(named) for end in ends if [one[1] for one in known[end - len(named) : end]] == named]
        if not any(_may_begin(known, begin) for begin in begins):
            yield f"履歴 {booking}"
    for booking in sorted(histories.bookings - histories.lists.keys()):
        if any(place < surely and now - at < HISTORY_KEPT for place, _, at in about[booking]):
            yield f"履歴 {booking}"
    if not lines and histories.bookings:
        yield EMPTY


def _entry_at(lines: list[Line], place: str) -> str:
    """Give the entry that a history names by its place, "" for none."""
    return lines[int(place)].entry if int(place) < len(lines) else ""


def _may_begin(known: list[tuple[int, str, datetime]], begin: int) -> bool:
    """Say whether a history may begin there: at the first entry, or so long after the one before that it had ended."""
    return begin == 0 or known[begin][2] - known[begin - 1][2] >= HISTORY_KEPT


def entries(process: Process) -> list[dict[str, str]]:
    """Give every entry, oldest first."""
    return [told(read_line(line).entry) for line in process.store.audit_log().lines]
