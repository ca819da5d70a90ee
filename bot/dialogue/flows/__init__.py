"""The flows by name. Moving and cancelling in chat will stand here beside booking."""

from bot.dialogue.flows.book import BOOK
from bot.dialogue.flows.flow import Flow

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (BOOK,)}
