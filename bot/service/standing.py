"""Brings what the office decided at run time into the services: its schedule, the terms that it published."""

from dataclasses import replace

from bot.dialogue.terms import Terms, together
from bot.ports import Services, Standing


def standing_now(services: Services) -> Services:
    """Give the services with what holds at this moment; one trip to the store."""
    return with_standing(services, services.store.standing())


def with_standing(services: Services, standing: Standing) -> Services:
    """Give the services with what was read. `services` must be as built: nothing is added twice."""
    if standing == Standing():
        return services
    office = replace(services.office, schedule=standing.schedule)
    return replace(services, office=office, terms=together(services.terms, standing.terms))


def with_edition(services: Services, terms: Terms) -> Services:
    """Give the services as they would be with one more edition."""
    return replace(services, terms=together(services.terms, (terms,)))
