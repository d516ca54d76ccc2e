"""The sandbox's page in Chromium: people ask, press, fill in, change sides, and move the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from bot.sandbox import Sandbox
from bot.sandbox.blocks import BLOCKS, ELEMENTS
from tests.browser.page import Page
from tests.sandbox.tiny import SHARED, TinyApp, button, plain, section


def test_a_question_is_answered_in_a_thread(page: Page, sandbox: Sandbox) -> None:
    page.write("@Relais qui accepte quoi ?")
    page.press("1 réponse")
    page.see("Hello", "#thread")

    page.write("merci", "#thread")
    page.press("2 réponses")

    page.see("merci", "#thread")
    assert [one["text"] for one in sandbox.messages(SHARED)][-1] == "merci"


def test_people_and_commands_complete_by_keyboard(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    field = page.write("@rel", send=False)
    page.one(".guess", "Relais")
    field.send_keys(Keys.TAB, "bonjour ", "@cla")
    page.one(".guess", "Claire Dumas")
    field.send_keys(Keys.ENTER, Keys.ENTER)
    page.one("#main .message .mention", "@Claire Dumas")

    field.send_keys("/re")
    page.one(".guess", "Suivre une transition")
    field.send_keys(Keys.TAB, "ac")
    page.one(".guess", "/relais accept")
    field.send_keys(Keys.TAB, "3", Keys.ENTER)

    page.see("you said accept 3", ".message.ephemeral")
    page.see("Visible par vous seul")
    claire, relais = sandbox.person("Claire").id, sandbox.world.app.user_id
    assert sandbox.messages(SHARED)[0]["text"] == f"<@{relais}> bonjour <@{claire}>"


def test_a_command_is_refused_to_the_other_company_with_a_reason(page: Page, sandbox: Sandbox) -> None:
    page.become("Claire")
    page.write("/relais status")

    page.see("Mentionnez @Relais", ".toast")
    assert sandbox.messages(SHARED, "Claire") == []


def test_an_ephemeral_message_is_not_shown_to_another_person(page: Page) -> None:
    page.write("/relais status")
    page.see("you said status")
    page.become("Tom")

    page.see("This is the start of")
    assert "you said status" not in page.one("#main").text


@pytest.fixture
def asked(page: Page) -> Page:
    """The page with an answer's thread open, whose buttons can be pressed."""
    page.write("@Relais bonjour")
    page.press("1 réponse")
    page.one("#thread button", "open")
    return page


def test_a_modal_shows_what_is_missing_what_is_wrong_and_closes(asked: Page, app: TinyApp) -> None:
    asked.press("open")
    asked.press("Send", "dialog button")
    asked.see("Ce champ est obligatoire.", "dialog .error")
    assert asked.driver.switch_to.active_element == asked.one("dialog input")

    asked.fill("Why?", "no")
    asked.press("Send", "dialog button")
    asked.see("Say more.", "dialog .error")
    assert asked.one("dialog input").get_attribute("aria-invalid") == "true"

    asked.fill("Why?", "because")
    asked.press("Send", "dialog button")
    asked.gone("dialog")
    assert len(app.interactions("view_submission")) == 2


def test_a_pushed_view_goes_back_to_the_one_below_as_it_was_left(asked: Page) -> None:
    asked.press("open")
    asked.fill("Why?", "more")
    asked.press("Send", "dialog button")
    asked.see("Second", "dialog h2")
    asked.press("Retour", "dialog button")
    asked.see("Form", "dialog h2")

    assert asked.one("dialog input").get_attribute("value") == "more"


def test_escape_cancels_a_modal_and_the_app_hears_of_it(asked: Page, app: TinyApp) -> None:
    asked.press("open")
    asked.one("dialog input").send_keys(Keys.ESCAPE)
    asked.gone("dialog")

    asked.until(lambda: app.interactions("view_closed"))


def test_a_button_that_asks_first_is_pressed_only_after_yes(
    page: Page, sandbox: Sandbox, app: TinyApp
) -> None:
    words = {
        "title": plain("Sure?"),
        "text": plain("It stays."),
        "confirm": plain("Do it"),
        "deny": plain("Leave"),
    }
    actions = {"type": "actions", "elements": [button("accept", value="1", confirm=words)]}
    app.client.chat_postMessage(channel=sandbox.channel(SHARED).id, text="?", blocks=[actions])

    page.press("accept")
    page.see("It stays.", "dialog")
    page.press("Leave", "dialog button")
    page.gone("dialog")
    page.press("accept")
    page.press("Do it", "dialog button")
    page.gone("dialog")

    page.until(lambda: app.interactions("block_actions"))
    assert len(app.interactions("block_actions")) == 1


def options(*names: str) -> list[dict[str, Any]]:
    return [{"text": plain(one), "value": one} for one in names]


def every_element() -> list[dict[str, Any]]:
    """One of each interactive element that may stand in a message, as actions."""
    chosen = {"options": options("a", "b")}
    special = {"overflow": chosen, "checkboxes": chosen, "radio_buttons": chosen, "static_select": chosen,
               "multi_static_select": chosen}  # fmt: skip
    kinds = [one for one in ELEMENTS if "select" in one or "picker" in one or one in special]
    return [{"type": one, "action_id": f"pick {one}", **special.get(one, {})} for one in kinds]


def every_block() -> list[dict[str, Any]]:
    """One of each block type that the sandbox lets pass in a message."""
    rich = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "rich", "style": {"bold": True}}],
    }
    words = {"text": plain("+"), "value": "good"}
    label = {"type": "plain_text_input", "action_id": "typed"}
    said = "*bold* _it_ ~no~ `code` <https://example.org|link> :tada: <!date^1795565683^{date}|x>"
    markdown = "# Head\n**strong** [label](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    feedback = {
        "type": "feedback_buttons",
        "action_id": "say",
        "positive_button": words,
        "negative_button": words,
    }
    given: dict[str, dict[str, Any]] = {
        "section": {**section(said), "fields": [plain("one"), plain("two")]},
        "header": {"text": plain("Title")},
        "divider": {},
        "context": {"elements": [{"type": "mrkdwn", "text": "small"}]},
        "image": {"image_url": "https://example.org/x.png", "alt_text": "a picture from elsewhere"},
        "actions": {"elements": every_element()},
        "input": {"label": plain("Label"), "element": label},
        "rich_text": {"elements": [rich]},
        "markdown": {"text": markdown},
        "table": {"rows": [[{"type": "raw_text", "text": "cell"}]]},
        "context_actions": {"elements": [feedback]},
    }
    assert given.keys() == BLOCKS["message"].keys()
    return [{"type": kind, **block} for kind, block in given.items()]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_block_and_element_is_shown(page: Page, sandbox: Sandbox, app: TinyApp, width: int) -> None:
    with page.width(width):
        app.client.chat_postMessage(channel=sandbox.channel(SHARED).id, text="all", blocks=every_block())
        page.see("Title")

        assert page.all(".unknown") == []
        assert len(page.all("#main .actions [data-action]")) == len(every_element()) + 1
        assert not page.overflows()
        styled = {one.text for one in page.all("#main .section :is(b, i, s, code)")}
        assert styled == {"bold", "it", "no", "code"}
        assert page.one("#main .content table td").text
        page.see("25 novembre 2026", "#main time")
        page.see("a picture from elsewhere")  # no foreign host is asked: its words are shown
    page.complaints()  # the page's own policy refused the picture, and the browser says so


def test_a_choice_in_a_message_reaches_the_app(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    chosen = {"type": "static_select", "action_id": "pick", "options": options("a", "b")}
    actions = {"type": "actions", "elements": [chosen]}
    app.client.chat_postMessage(channel=sandbox.channel(SHARED).id, text="?", blocks=[actions])

    page.one("#main .actions select").send_keys("b")

    body = page.until(lambda: app.interactions("block_actions"))[0]
    assert body["actions"][0]["selected_option"]["value"] == "b"


def test_text_of_people_never_becomes_markup(page: Page) -> None:
    page.write("<img src=x onerror=alert(1)> <script>alert(2)</script> & <b>bold</b>")

    page.see("<img src=x onerror=alert(1)> <script>alert(2)</script> & <b>bold</b>", ".message")
    assert page.all("#main .message :is(img, script)") == []


def test_a_link_that_runs_a_script_is_only_text(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    links = "<javascript:alert(1)|press me> and <https://example.org|safe>"
    app.client.chat_postMessage(channel=sandbox.channel(SHARED).id, text=links)
    page.see("press me")

    assert [one.get_attribute("href") for one in page.all("#main .message a")] == ["https://example.org/"]


def test_the_clock_moves_and_the_page_shows_the_day(page: Page, sandbox: Sandbox) -> None:
    sandbox.offer_next(lambda: datetime(2031, 5, 4, 9, tzinfo=UTC))
    page.visit("Nadia")
    page.press(where="details.clock summary")
    page.press("+ 1 semaine")
    page.until(lambda: page.one("details.clock.moved"))
    week = sandbox.clock() - datetime.now(UTC)

    page.press(where="details.clock summary")
    page.press("Jusqu’à la prochaine échéance")
    page.see("4 mai 2031", "details.clock")
    page.write("bonjour")

    page.see("Aujourd’hui", ".day")
    assert timedelta(days=6, hours=23) < week < timedelta(days=7, minutes=1)
    assert sandbox.clock().date().isoformat() == "2031-05-04"


def test_home_opens_and_its_buttons_work(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    page.press("Accueil de Relais", "#sidebar .entry")
    page.see("Relais n’a pas encore publié son accueil.")
    page.until(lambda: [one for one in app.events("app_home_opened") if one["event"]["tab"] == "home"])
    actions = {"type": "actions", "elements": [button("accept")]}
    app.client.views_publish(
        user_id=sandbox.person("Nadia").id, view={"type": "home", "blocks": [section("*Home*"), actions]}
    )

    page.press("accept", ".home button")

    page.until(lambda: app.interactions("block_actions"))


def test_direct_messages_show_prompts_status_and_unread(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    dm = sandbox.channel("@Relais", "Nadia").id
    app.client.assistant_threads_setSuggestedPrompts(
        channel_id=dm, prompts=[{"title": "Où en est-on ?", "message": "statut"}]
    )
    asked = app.client.chat_postMessage(channel=dm, text="Un rappel")["ts"]
    page.press("Relais", "#sidebar .entry.unread")
    page.see("Un rappel", "#main")
    app.client.assistant_threads_setStatus(channel_id=dm, thread_ts=asked, status="cherche…")
    page.see("Relais cherche…", ".doing")

    page.press("Où en est-on ?", ".prompts button")

    page.see("statut", "#main .message")
    assert sandbox.messages("@Relais", "Nadia")[-1]["text"] == "statut"


def test_a_message_shortcut_is_in_the_messages_menu(page: Page, app: TinyApp) -> None:
    page.write("à garder")
    message = page.one("#main .message", "à garder")
    page.driver.execute_script("arguments[0].querySelector('.tools summary').click()", message)
    button_ = message.find_element(By.CSS_SELECTOR, ".tools .entries button")
    page.driver.execute_script("arguments[0].click()", button_)

    (body,) = page.until(lambda: app.interactions("message_action"))
    assert body["message"]["text"] == "à garder"


def test_two_people_side_by_side_see_each_other(page: Page) -> None:
    page.press(where="button.side")
    frames = page.until(lambda: page.all(".sides iframe"))
    page.driver.switch_to.frame(frames[0])
    page.write("vu de l’autre côté")
    page.driver.switch_to.default_content()
    page.driver.switch_to.frame(frames[1])

    page.see("vu de l’autre côté", "#main .message")
    assert "Claire Dumas" in page.one("#top .actas").text
    page.driver.switch_to.default_content()


def test_from_side_by_side_one_comes_back_to_a_single_view(page: Page) -> None:
    page.press(where="button.side")
    page.until(lambda: page.all(".sides iframe"))

    page.press("Une seule vue")

    page.see("#infogerance-marbeuf", ".place h1")


def test_who_writes_sees_what_they_wrote_wherever_they_were_reading(page: Page, sandbox: Sandbox) -> None:
    for n in range(40):
        sandbox.say("Claire", SHARED, f"line {n}")
    page.see("line 39", "#main .message")
    page.driver.execute_script("document.querySelector('#main .list').scrollTop = 0")

    page.write("bonjour à tous")

    mine = page.one("#main .message", "bonjour à tous")
    page.until(lambda: mine.rect["y"] + mine.rect["height"] <= page.one(".composer").rect["y"])


def test_what_a_person_alone_is_shown_comes_into_view(page: Page, sandbox: Sandbox) -> None:
    for n in range(40):
        sandbox.say("Claire", SHARED, f"line {n}")
    page.see("line 39", "#main .message")
    page.driver.execute_script("document.querySelector('#main .list').scrollTop = 0")

    sandbox.command("Nadia", SHARED, "/relais status")

    shown = page.one(".message.ephemeral")
    page.until(lambda: shown.rect["y"] + shown.rect["height"] <= page.one(".composer").rect["y"])


def test_a_reply_that_the_whole_channel_should_see_is_shown_in_it(
    page: Page, sandbox: Sandbox, app: TinyApp
) -> None:
    ts = sandbox.say("Claire", SHARED, "root")
    channel = sandbox.channel(SHARED).id
    app.client.chat_postMessage(channel=channel, thread_ts=ts, text="in the thread alone")
    app.client.chat_postMessage(channel=channel, thread_ts=ts, text="for everyone", reply_broadcast=True)

    page.see("for everyone", "#main .message")
    assert "in the thread alone" not in page.one("#main").text


def test_a_mention_counts_whatever_its_case(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    page.write("@relais bonjour")

    page.until(lambda: app.events("app_mention"))


def test_an_unknown_command_is_said_in_words_and_gone_elsewhere(page: Page) -> None:
    page.write("/nonsense")
    page.see("Cette commande n’existe pas ici.", ".toast")

    page.press("equipe-septane", "#sidebar .entry")
    page.until(lambda: not page.all(".toast"))


def test_people_named_in_a_command_are_mentions(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    page.write("/relais new client=@Claire Dumas,@Hugo Lambert")

    (body,) = page.until(lambda: [one for one in app.seen if "command" in one])
    claire, hugo = (sandbox.person(name).id for name in ("Claire", "Hugo"))
    assert body["text"] == f"new client=<@{claire}>,<@{hugo}>"


def test_the_inspector_shows_what_went_over_the_wire(page: Page) -> None:
    page.press(where="button.wire")
    page.write("@Relais bonjour")
    page.press("app_mention", "#wire li")

    page.see('"is_ext_shared_channel": true', "#wire pre")
    page.see("chat.postMessage", "#wire")


def test_dark_and_light_are_chosen_and_kept(page: Page) -> None:
    def ground() -> str:
        return str(page.driver.execute_script("return getComputedStyle(document.body).backgroundColor"))

    before = ground()
    page.press(where="button.theme")
    after = ground()
    page.driver.refresh()
    page.one("#sidebar .entry")

    assert before != after == ground()
    page.press(where="button.theme")


def test_the_whole_page_is_reached_by_keyboard(page: Page) -> None:
    for _ in range(30):
        page.driver.switch_to.active_element.send_keys(Keys.TAB)
        focused = page.driver.switch_to.active_element
        if focused.text == "equipe-septane":
            break
    focused.send_keys(Keys.ENTER)

    page.see("#equipe-septane", ".place h1")


def test_a_phone_shows_one_thing_at_a_time(page: Page) -> None:
    with page.width(390):
        page.visit("Claire")
        page.write("@Relais bonjour")
        page.press("1 réponse")
        page.see("Hello", "#thread")
        assert not page.overflows()

        page.press(where="#thread .place button.quiet")
        page.gone("#thread:not([hidden])")
        page.press(where="button.menu")
        page.press("Accueil de Relais", "#sidebar .entry")
        page.see("Accueil de Relais", ".place h1")

        page.press(where="button.menu")
        page.one("#sidebar .entry")
        page.press(where="button.menu")  # the drawer leaves the button free
        page.until(lambda: not page.all("body.drawer"))
        page.press(where="button.menu")
        page.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
        page.until(lambda: not page.all("body.drawer"))


def test_the_page_says_when_the_app_is_away(browser: Chrome, sandbox: Sandbox) -> None:
    alone = Page(browser, sandbox)
    alone.visit("Nadia")
    alone.see("Relais démarre", "#sidebar")
    alone.write("/relais status")

    alone.see("n’est pas connecté", ".toast")


def test_a_permalink_opens_its_thread(page: Page, sandbox: Sandbox, app: TinyApp) -> None:
    ts = sandbox.say("Claire", SHARED, "root")
    sandbox.say("Hugo", SHARED, "a reply", ts)
    link = app.client.chat_getPermalink(channel=sandbox.channel(SHARED).id, message_ts=ts)["permalink"]

    page.driver.get(link)

    page.see("a reply", "#thread")
