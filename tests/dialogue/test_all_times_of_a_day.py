"""Who asks what is free on a day, where nothing is being booked, reads every time of it."""

from bot.booking.schedule.opening import known_times
from tests.make import OFFICE
from tests.talk import Talk


def test_all_times_of_a_day_are_told_also_where_they_are_more_than_the_buttons():
    told = Talk().says("12月3日は何時が空いてますか").bot[-1]
    every = [f"12月3日（木）{one:%H:%M}" for one in known_times(OFFICE)]
    assert len(every) > 10
    assert not [one for one in every if one not in told]
