"""Brings what holds at run time into the services: schedule and terms as the office decided, rooms as Zoom allows."""

from dataclasses import replace

from bot.dialogue.terms import Terms, together
from bot.ports.office import Standing
from bot.ports.services import Services
from bot.service.rooms.hosts import places


def standing_now(services: Services) -> Services:
    """Give the services with what holds at this moment; one trip to the store."""
    return with_standing(services, services.store.standing())


def with_standing(services: Services, standing: Standing) -> Services:
    """Give the services with what was read. `services` must be as built: nothing is added twice."""
    rooms = places(services.rooms, services.clock.now()) if services.rooms else services.office.rooms
    if standing == Standing() and rooms == services.office.rooms:
        return services
    office = replace(services.office, schedule=standing.schedule, rooms=rooms)
    return replace(services, office=office, terms=together(services.terms, standing.terms))


def with_edition(services: Services, terms: Terms) -> Services:
    """Give the services as they would be with one more edition."""
    return replace(services, terms=together(services.terms, (terms,)))
