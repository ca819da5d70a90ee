"""What benchmarks hand on, and the page and pictures made of it."""

import json
from collections import Counter
from importlib import import_module
from xml.etree import ElementTree

import pytest

from benchmarks.__main__ import MODULES
from benchmarks.page import Measured, part
from benchmarks.picture import flame, lines
from benchmarks.table import Curve, Flame, from_json, row, to_json

ROW = row("an event", [3.0, 1.0, 2.0], "ms", at_most=1.5)
CURVE = Curve("growth", "bookings", "ms", {"2 places": [(0, 1.0), (1000, 1.25)]})
FLAME = Flame("an event", Counter({"a:f;b:g": 3, "a:f;b:<lambda>": 1}))


@pytest.mark.parametrize("result", [ROW, CURVE, FLAME])
def test_a_result_comes_back_from_json_as_it_was(result):
    back = from_json(json.loads(json.dumps(to_json(result))))
    assert str(back) == str(result)
    assert type(back) is type(result)


@pytest.mark.parametrize(("goal", "reached"), [({"at_most": 2.0}, True), ({"at_least": 2.5}, False), ({}, None)])
def test_a_row_tells_the_median_the_spread_and_whether_its_goal_is_reached(goal, reached):
    made = row("an event", [3.0, 1.0, 2.0], **goal)
    assert (made.least, made.median, made.most, made.reached) == (1.0, 2.0, 3.0, reached)


def test_the_page_tells_what_was_found_before_a_module_failed():
    told = "\n".join(part(Measured("events", [ROW], 12.0, "ended with 1")))
    assert "| an event | 2 ms | 1 – 3 | ≤ 1.50 | **not reached** |" in told
    assert "Not all could be measured: ended with 1" in told


def test_pictures_are_whole_and_name_what_they_show():
    drawn = ElementTree.fromstring(lines(CURVE))  # noqa: S314 - our own
    assert {"growth", "bookings", "2 places"} <= {one.text for one in drawn.iter() if one.text}
    titles = [one.text for one in ElementTree.fromstring(flame(FLAME)).iter() if one.tag.endswith("title")]  # noqa: S314 - our own
    assert titles == ["all: 100.0%", "a:f: 100.0%", "b:<lambda>: 25.0%", "b:g: 75.0%"]


@pytest.mark.parametrize("module", MODULES)
def test_each_module_of_the_page_can_be_measured(module):
    assert callable(import_module(f"benchmarks.{module}").measure)
