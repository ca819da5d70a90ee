"""What is wished for before or after something that keeps somebody busy, or on the one day on which he can."""

import pytest

from tests.dialogue.talks import at


def hours(*texts: str) -> list[str]:
    """The times of 3 December that are offered."""
    talk = at("day").says(*texts)
    return [one[-5:] for one in talk.every_button() if one[-3:-2] == ":"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11時に病院があるのでそのあとがいい", "11:30", "15:00"),
        ("10時から面接があるから終わったら", "10:30", "15:00"),
        ("12時半に歯医者なので、そのあと", "13:00", "15:00"),
        ("仕事が12時までなので、そのあとで", "12:00", "15:00"),
        ("13時から歯医者なのでその前に", "10:00", "12:30"),
        ("14時に子どもが帰るのでそれより前", "10:00", "13:30"),
        ("午前しか空いてません", "10:00", "11:30"),
    ],
)
def test_only_times_beside_it_are_offered(text, first, last):
    told = hours(text, "12月3日")
    assert (told[0], told[-1]) == (first, last)


@pytest.mark.parametrize("text", ["夫が水曜しか休めません", "水曜しか休みがないので水曜"])
def test_the_one_day_on_which_somebody_can_is_offered(text):
    assert any("水" in one for one in at("day").says(text).every_button())


def test_a_day_that_is_full_of_work_is_not():
    assert not any("12月3日" in one for one in at("day").says("3日は仕事なので、そのあと").every_button())
