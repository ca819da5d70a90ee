"""Brings the style of words that a seeker reads into a context: the ordinary one, or やさしい日本語."""

from dataclasses import replace

from bot.dialogue.words import Words
from bot.ports.context import RequestContext


def with_style(context: RequestContext, *, easy: bool) -> RequestContext:
    """Give the context with the words of a style."""
    return with_words(context, context.words.in_style(easy=easy))


def with_words(context: RequestContext, words: Words) -> RequestContext:
    """Give the context with a catalogue of words."""
    return context if words is context.words else replace(context, words=words)


def as_read_by(context: RequestContext, user: str) -> RequestContext:
    """Give the context with the words that a user reads; one trip to the store, none where he is not known."""
    return with_style(context, easy=bool(user) and context.store.reads_easy(user))
