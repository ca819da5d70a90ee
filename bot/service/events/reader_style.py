"""Brings the style of words that a seeker reads into the services: the ordinary one, or やさしい日本語."""

from dataclasses import replace

from bot.ports.services import Services


def with_style(services: Services, *, easy: bool) -> Services:
    """Give the services with the words of a style."""
    return replace(services, words=services.words.in_style(easy=easy))


def as_read_by(services: Services, user: str) -> Services:
    """Give the services with the words that a user reads; one trip to the store, none where he is not known."""
    return with_style(services, easy=bool(user) and services.store.reads_easy(user))
