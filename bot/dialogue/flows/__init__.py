"""The flows by name."""

from bot.dialogue.flows.book import BOOK
from bot.dialogue.flows.cancel import CANCEL
from bot.dialogue.flows.change import CHANGE
from bot.dialogue.flows.correct import CORRECT
from bot.dialogue.flows.erase import ERASE
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.offer import OFFER
from bot.dialogue.flows.rebook import REBOOK
from bot.dialogue.flows.wait import WAIT

FLOWS: dict[str, Flow] = {flow.name: flow for flow in (BOOK, CHANGE, CANCEL, CORRECT, ERASE, OFFER, REBOOK, WAIT)}
