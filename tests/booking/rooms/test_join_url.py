"""The link to a room that staff type: LINE must take it, and its host must be what it looks like."""

import pytest

from bot.booking.rooms.join_url import is_join_url


@pytest.mark.parametrize(
    "text",
    [
        "https://zoom.us/j/91234567890",
        "https://us02web.zoom.us/j/91234567890?pwd=aB1.2-3_4%2F&from=addon#success",
        "https://OFFICE.zoom.com:443/my/room",
        "https://zoom.example/j/9",
        "https://meet.office.example",
    ],
)
def test_a_link_to_a_room_is_taken(text):
    assert is_join_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://zoom.us/j/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:///zoom.us",
        "https://zoom.us@evil.example/j/1",
        "https://zoom.us:pass@evil.example/j/1",
        "https://zoom.us.evil.example/j/1",
        "https://zoom-us.example/j/1",
        "https://evilzoom.us/j/1",
        "https://zo0m.us/j/1",
        "https://xn--zom-xna.us/j/1",
        "https://zооm.us/j/1",
        "https://zoom.us\\@evil.example/",
        "https://203.0.113.5/j/1",
        "https://[::1]/j/1",
        "https://localhost/j/1",
        'https://zoom.us/j/1"onclick="',
        "https://zoom.us/j/<script>",
        "https://zoom.us/j/%zz",
        "https://zoom.us/j/1\n",
        "https://zoom.us/" + "x" * 900,
    ],
)
def test_what_line_would_refuse_or_what_leads_elsewhere_is_not(text):
    assert not is_join_url(text)
