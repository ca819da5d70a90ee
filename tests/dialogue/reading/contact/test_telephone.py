import pytest

from bot.dialogue.reading import Retry, Value, read_telephone


@pytest.mark.parametrize(
    ("typed", "value", "key"),
    [
        ("09012345678", "090-1234-5678", "+819012345678"),
        ("06012345678", "060-1234-5678", "+816012345678"),
        ("０９０ー１２３４ー５６７８", "090-1234-5678", "+819012345678"),
        ("〇九〇一二三四五六七八", "090-1234-5678", "+819012345678"),
        ("〇九〇－一二三四－五六七八", "090-1234-5678", "+819012345678"),
        ("090一1234一5678", "090-1234-5678", "+819012345678"),
        ("090の1234の5678", "090-1234-5678", "+819012345678"),
        ("電話番号は090 1234 5678です。", "090-1234-5678", "+819012345678"),
        ("050-1234-5678", "050-1234-5678", "+815012345678"),
        ("(03)1234-5678", "03-1234-5678", "+81312345678"),
        ("０３（１２３４）５６７８", "03-1234-5678", "+81312345678"),
        ("+81 90-1234-5678", "090-1234-5678", "+819012345678"),
        ("自宅 03-1234-5678 携帯 090-1234-5678", "03-1234-5678", "+81312345678"),
        ("+82 10-1234-5678", "+82 10-1234-5678", "+821012345678"),
        ("＋1 650 253 0000", "+1 650-253-0000", "+16502530000"),
    ],
)
def test_a_number_is_shown_as_people_write_it_and_kept_in_e164(typed: str, value: str, key: str) -> None:
    assert read_telephone(typed) == Value(value, key)


@pytest.mark.parametrize("dash", "-－ーｰ‐‑‒–—―−─━一〜～⁃➖﹘ 　の・")
def test_every_dash_in_use_is_understood(dash: str) -> None:
    assert read_telephone(f"090{dash}1234{dash}5678") == Value("090-1234-5678", "+819012345678")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("0120-123-456", "toll_free"),
        ("0800-123-4567", "toll_free"),
        ("0990-123456", "premium"),
        ("0570-123-456", "navi_dial"),
        ("110", "emergency"),
        ("１１９", "emergency"),
        ("一一九", "emergency"),
        ("090-1234-567", "too_short"),
        ("03-1234-567", "too_short"),
        ("1", "too_short"),
        ("090-1234-56789", "too_long"),
        ("1234567890123456", "too_long"),
        ("020-4123-4567", "not_a_telephone"),
        ("+999 1234567", "not_a_telephone"),
        ("ありません", "not_a_telephone"),
        ("", "not_a_telephone"),
    ],
)
def test_a_number_nobody_can_be_called_at_gets_its_reason(typed: str, reason: str) -> None:
    assert read_telephone(typed) == Retry(reason)
