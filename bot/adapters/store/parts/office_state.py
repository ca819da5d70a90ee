"""Reads what the office decides at run time. Nothing is parsed twice; a published text never changes."""

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.redis.client import Client
from bot.adapters.store.keys import Keys
from bot.adapters.store.records import adapter
from bot.booking.schedule import Schedule
from bot.dialogue.terms import Terms
from bot.ports.office import OfficeState


class OfficeStateReader:
    """Keeps the newest schedule and the versions that this process has read."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._keys = client, keys
        self._schedule: tuple[str, Schedule] = ("", Schedule())
        self._known_terms: dict[str, Terms] = {}

    def read(self, schedule: str | None, heads: Mapping[str, str]) -> OfficeState:
        """Give the state that is stored so: the schedule as JSON, the head of each version of the terms."""
        return OfficeState(self._parsed(schedule or ""), tuple(self._terms(head) for head in heads.values()))

    def _parsed(self, text: str) -> Schedule:
        kept = self._schedule  # one look: other threads put another in its place
        if text != kept[0]:
            kept = (text, adapter(Schedule).validate_json(text) if text else Schedule())
            self._schedule = kept
        return kept[1]

    def _terms(self, head: str) -> Terms:
        if head not in self._known_terms:
            known = adapter(Terms).validate_json(head)
            text = self._client.hget(self._keys.terms_texts, known.version) or ""
            self._known_terms[head] = replace(known, text=text)
        return self._known_terms[head]
