"""Reads what the office decides at run time. Nothing is parsed twice; a published text never changes."""

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.redis.client import Client
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.commands.office import SCHEDULE
from bot.adapters.store.keys import Keys
from bot.adapters.store.records import adapter, join
from bot.booking.schedule.schedule import Schedule
from bot.dialogue.terms import Terms
from bot.ports.office import OfficeState


class OfficeStateReader:
    """Keeps the newest schedule and the versions that this process has read."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher) -> None:
        self._client, self._keys, self._cipher = client, keys, cipher
        self._schedule: tuple[str, str, Schedule] = ("", "", Schedule())
        self._known_terms: dict[str, Terms] = {}

    def read(self, schedule: str | None, sealed: str | None, heads: Mapping[str, str]) -> OfficeState:
        """Give the state that is stored so: the schedule in its two parts, the head of each version of the terms."""
        return OfficeState(
            self._parsed(schedule or "", sealed or ""), tuple(self._terms(head) for head in heads.values())
        )

    def _parsed(self, text: str, sealed: str) -> Schedule:
        kept = self._schedule  # one look: other threads put another in its place
        if (text, sealed) != kept[:2]:
            kept = (text, sealed, self._schedule_of(text, sealed))
            self._schedule = kept
        return kept[2]

    def _schedule_of(self, text: str, sealed: str) -> Schedule:
        if sealed:
            return join(Schedule, SCHEDULE, text, sealed, self._cipher)
        return adapter(Schedule).validate_json(text) if text else Schedule()  # one from before there were counsellors

    def _terms(self, head: str) -> Terms:
        if head not in self._known_terms:
            known = adapter(Terms).validate_json(head)
            text = self._client.hget(self._keys.terms_texts, known.version) or ""
            self._known_terms[head] = replace(known, text=text)
        return self._known_terms[head]
