"""One look at the lines of the audit log, the oldest first, and what is found of them on the way."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from bot.ports.audit import AuditEnd, AuditLine, AuditStore, Entry
from bot.service.audit.histories import Histories, Known
from bot.service.audit.lines import Line, chained, entry_of, has_chain, is_place, is_signed, read_line
from bot.service.audit.short_hashes import ShortHashes, short_hash

NONCES = 4_000_000  # that are kept in mind at one time; those of a longer log are looked at in several turns


class Look:
    """What was found so far.

    chain      the chain value of the newest line; `chains` has those of some, by how long the log was then
    unsigned   how many lines were written before lines were signed
    unsealed   how many lines that are not sealed have a moment before `overdue_ms`
    """

    def __init__(
        self, store: AuditStore, end: AuditEnd, histories: Histories, wanted: AbstractSet[int], overdue_ms: float
    ) -> None:
        self._store, self._end, self._histories, self._wanted = store, end, histories, wanted
        self._overdue_ms, self._sealed = overdue_ms, end.seal.entries if end.seal else 0
        self._turns = max(1, -(-end.entries // NONCES))
        self._nonces, self._has_nonces = ShortHashes(0, self._turns), False
        self._broken_at, self._newest, self._is_marked, self._is_told = end.entries, 0, False, True
        self.chain, self.chains = "", {0: ""}
        self.unsigned = self.unsealed = 0

    def at(self, place: int, told: AuditLine) -> None:
        """Look at the next line; behind one that does not fit only the chain goes on."""
        line = read_line(told.text)
        self.chain = chained(self.chain, line)
        self.unsigned += not line.signature
        if place + 1 in self._wanted:
            self.chains[place + 1] = self.chain
        if place > self._broken_at:
            return
        entry = self._entry(place, line)
        if not entry:
            self._broken_at = place
            return
        if line.nonce:
            self._has_nonces = True
            self._nonces.add(line.nonce)
        moment = round(entry.at.timestamp() * 1000)
        self._look_up(told, moment)
        self.unsealed += place >= self._sealed and moment < self._overdue_ms
        self._histories.note(entry.booking, Known(place, moment, line.entry))

    def _entry(self, place: int, line: Line) -> Entry | None:
        """Give what a line tells; None where it is not chained to the one before, or not ours though it should be."""
        unsigned = not line.signature and not self._has_nonces and place < self._sealed
        if not has_chain(line, self.chain) or not (unsigned or is_signed(line, self._store.signed)):
            return None
        try:
            return entry_of(line.entry)
        except ValueError:
            return None

    def _look_up(self, told: AuditLine, moment: int) -> None:
        """Look whether the index tells only what is so of a line, and leads to it."""
        in_order = moment >= self._newest
        self._newest = max(moment, self._newest)
        self._is_marked = self._is_marked or told.mark is not None
        is_so = told.named in (None, moment) and (told.mark is None or (in_order and told.mark == moment))
        self._is_told = self._is_told and is_so and (told.named is not None or (self._is_marked and in_order))

    def is_indexed(self) -> bool:
        """Say whether the index leads to every line, tells only what is so, and names no line that there is not."""
        newest = self._newest if self._is_marked else 0
        return self._is_told and self._end.newest == newest and not self._names_strangers()

    def _names_strangers(self) -> bool:
        last = -1
        for one in self._store.audit_index():
            if not is_place(one):
                return True
            last = max(last, int(one))
        return last >= self._store.audit_end().entries

    def broken_at(self) -> int | None:
        """Give the place of the first line that does not fit, or stands there for a second time."""
        twice = {*self._nonces.twice()}
        for turn in range(1, self._turns):
            some = ShortHashes(turn, self._turns)
            for _, nonce in self._each_nonce():
                some.add(nonce)
            twice.update(some.twice())
        seen = set[str]()
        for place, nonce in self._each_nonce() if twice else ():
            if nonce in seen:
                return place
            seen |= {nonce} if short_hash(nonce) in twice else set()
        return self._broken_at if self._broken_at < self._end.entries else None

    def _each_nonce(self) -> Iterator[tuple[int, str]]:
        lines = map(read_line, (one.text for one in self._store.audit_lines(0, self._broken_at)))
        return ((place, line.nonce) for place, line in enumerate(lines) if line.nonce)
