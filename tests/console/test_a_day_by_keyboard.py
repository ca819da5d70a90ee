"""A clerk's whole day without a mouse, over real processes: requests, answers, a no-show, the sign-out."""

from tests.console.clerks import Clerk, Keys, told
from tests.make import tokyo
from tests.playground.browsers import window

PEOPLE = ("山田 太郎", "鈴木 花子", "佐々木 次郎")
USERS = tuple("U" + str(one) * 32 for one in (1, 2, 3))


def test_the_whole_day_can_be_run_by_keyboard(town, browser):
    with window(browser, 1280, 900) as page:
        keys = Keys(Clerk(town, page).joins("佐藤 花子"))
        for place, (user, name) in enumerate(zip(USERS, PEOPLE, strict=True)):
            given = (name, f"13010-1234567{place}", f"090-1234-567{place}", f"p{place}@example.com")
            town.books(user, *given, time=f"1{place}時")
        page.wait_for_selector("#live:has-text('申込 3件')", state="attached")
        first, second, third = (town.booking_of(user)["id"] for user in USERS)

        keys.presses("#do-requests").sees("回答を待つ申込")
        keys.ticks(f"#pick-{first}").ticks(f"#pick-{second}")
        keys.presses("#several-confirm").sees("まとめて確定する")
        for place, name in enumerate((first, second)):
            keys.types(f"#meeting_id-{name}", f"9123456789{place}").types(f"#passcode-{name}", f"48291{place}")
        keys.presses("#go").sees("次の文がそのまま届きます").presses("#go").sees("2件を済ませました")

        keys.presses("#nav-requests").presses(f"#hold-{third}").sees("部屋を決めて確定する")
        keys.presses("#panel-decline summary").types("#reason-decline", "担当者が不在のため")
        keys.presses("#panel-decline button").sees("お断りして、この文を送ります")
        keys.presses("#send").sees("まだ送っていません")
        town.now_is(tokyo("2026-11-25 10:02"))
        told(town, USERS[0], "912 3456 7890")
        told(town, USERS[1], "482911")
        told(town, USERS[2], "担当者が不在のため")

        town.now_is(tokyo("2026-12-03 11:15"))
        keys.presses("a[href='/staff/']").sees("いま 11:15")
        keys.presses(f"#no-show-{second}").sees("無断欠席にする前に")
        keys.presses("#no-show").sees("無断欠席にしました")
        keys.to(f"#undo-{second}")
        assert town.booking_of(USERS[1])["state"] == "no_show"
        keys.presses(f"#undo-{second}").presses(f"#attend-{second}").to(f"#undo-{second}")
        assert town.booking_of(USERS[1])["state"] == "attended"
        keys.presses(f"#attend-{first}").to(f"#undo-{first}")
        keys.presses("#nav-outcomes").sees("未入力の予約はありません")
        keys.presses("header form button").sees("職員用の画面です")
