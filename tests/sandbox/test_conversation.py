"""A Bolt app on Socket Mode and people who write, click and fill in: what each gets."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Sandbox
from bot.sandbox.core import Refused
from tests.sandbox.tiny import SHARED, TEAM, TinyApp


def answer(sandbox: Sandbox, user: str = "Claire") -> dict[str, Any]:
    """What the app answers to a mention by someone."""
    ts = sandbox.say(user, SHARED, "@Relais bonjour")
    found = sandbox.wait_for(
        lambda: [m for m in sandbox.messages(SHARED) if m.get("thread_ts") == ts and "bot_id" in m]
    )
    return found[0]


def test_a_mention_is_answered_in_its_thread(sandbox: Sandbox, app: TinyApp) -> None:
    reply = answer(sandbox)

    root = sandbox.channel(SHARED).find(reply["thread_ts"])
    assert reply["text"] == f"Hello <@{sandbox.person('Claire').id}>"
    assert root is not None
    assert (root["reply_count"], root["latest_reply"], root["thread_ts"]) == (1, reply["ts"], root["ts"])


def test_a_mention_is_a_pair_of_events_with_one_ts(sandbox: Sandbox, app: TinyApp) -> None:
    ts = sandbox.say("Claire", SHARED, "@Relais bonjour")
    sandbox.wait_for(lambda: app.events("message") and app.events("app_mention"))

    message, mention = app.events("message")[0]["event"], app.events("app_mention")[0]["event"]
    assert message["ts"] == mention["ts"] == ts
    assert message["client_msg_id"] == mention["client_msg_id"]
    assert (message["channel_type"], "channel_type" in mention) == ("channel", False)


def test_an_event_of_the_client_names_both_companies_each_in_its_place(
    sandbox: Sandbox, app: TinyApp
) -> None:
    sandbox.say("Claire", SHARED, "@Relais bonjour")
    body = sandbox.wait_for(lambda: app.events("app_mention"))[0]

    claire, home = sandbox.person("Claire"), sandbox.world.app.team_id
    event = body["event"]
    assert claire.team_id != home
    assert (body["team_id"], body["authorizations"][0]["team_id"], body["api_app_id"]) == (
        home,
        home,
        sandbox.world.app.id,
    )
    assert (event["team"], event["user_team"], event["source_team"]) == (claire.team_id,) * 3
    assert (event["user"], body["is_ext_shared_channel"], body["type"]) == (claire.id, True, "event_callback")


def test_the_app_hears_nothing_of_a_channel_that_it_is_not_in(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.leave("relais", TEAM)
    sandbox.say("Nadia", TEAM, "@Relais there?")
    sandbox.say("Nadia", SHARED, "@Relais here?")
    sandbox.wait_for(lambda: app.events("app_mention"))

    assert {one["event"]["channel"] for one in app.seen if "event" in one} == {sandbox.channel(SHARED).id}


def test_a_direct_message_is_one_event_of_type_im(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.say("Claire", "@Relais", "bonjour @Relais")
    sandbox.say("Claire", SHARED, "@Relais")
    sandbox.wait_for(lambda: app.events("app_mention"))

    direct = [one["event"] for one in app.seen if one["event"].get("channel_type") == "im"]
    assert [one["text"] for one in direct] == [f"bonjour <@{sandbox.world.app.user_id}>"]
    assert direct[0]["channel"].startswith("D")
    assert [
        one["event"]["channel_type"] for one in app.events("app_mention") if "channel_type" in one["event"]
    ] == []


def test_a_command_is_answered_to_its_author_alone(sandbox: Sandbox, app: TinyApp) -> None:
    outcome = sandbox.command("Nadia", SHARED, "/relais statut complet")

    seen = [one["text"] for one in sandbox.messages(SHARED, "Nadia") if one["ephemeral"]]
    assert (outcome.ok, outcome.ack["text"]) == (True, "you said statut complet")
    assert seen == [one["text"] for one in outcome.shown] == ["you said statut complet"]
    assert [one for one in sandbox.messages(SHARED, "Claire") if one["ephemeral"]] == []


def test_a_command_payload_is_flat_and_names_the_installing_company_only(
    sandbox: Sandbox, app: TinyApp
) -> None:
    sandbox.command("Nadia", SHARED, "/relais statut")

    (body,) = [one for one in app.seen if "command" in one]
    assert (body["command"], body["text"], body["team_id"]) == (
        "/relais",
        "statut",
        sandbox.world.app.team_id,
    )
    assert (body["channel_name"], body["user_name"]) == ("infogerance-marbeuf", "nadia.benali")
    assert body["response_url"].startswith(sandbox.url)
    assert body["trigger_id"].count(".") == 2
    assert "user" not in body
    assert "enterprise_id" not in body


@pytest.mark.parametrize(
    ("user", "line", "error"),
    [("Claire", "/relais statut", "command_not_available"), ("Nadia", "/other", "unknown_command")],
)
def test_a_command_is_for_the_installing_company_and_must_be_declared(
    sandbox: Sandbox, app: TinyApp, user: str, line: str, error: str
) -> None:
    outcome = sandbox.command(user, SHARED, line)

    assert (outcome.ok, outcome.error) == (False, error)
    assert app.seen == []


def test_without_the_app_a_command_fails_as_slack_says(sandbox: Sandbox) -> None:
    assert sandbox.command("Nadia", SHARED, "/relais").error == "dispatch_failed"


def test_a_button_says_who_of_which_company_pressed_what(sandbox: Sandbox, app: TinyApp) -> None:
    reply = answer(sandbox)

    outcome = sandbox.press("Claire", SHARED, reply["ts"], "accept")

    (body,) = app.interactions("block_actions")
    claire = sandbox.person("Claire")
    assert outcome.ok
    assert body["user"] == {
        "id": claire.id,
        "username": "claire.dumas",
        "name": "claire.dumas",
        "team_id": claire.team_id,
    }
    assert body["team"] == {"id": sandbox.world.app.team_id, "domain": "septane"}
    assert (body["enterprise"], body["is_enterprise_install"]) == (None, False)
    (action,) = body["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("accept", "7", "button")
    assert action["block_id"] == reply["blocks"][1]["block_id"]
    assert body["container"] == {
        "type": "message",
        "message_ts": reply["ts"],
        "channel_id": sandbox.channel(SHARED).id,
        "is_ephemeral": False,
        "thread_ts": reply["thread_ts"],
    }
    assert body["message"]["ts"] == reply["ts"]
    assert body["channel"]["name"] == "infogerance-marbeuf"


def test_a_choice_is_in_the_action_and_in_the_state(
    sandbox: Sandbox, app: TinyApp, client: WebClient
) -> None:
    options = [{"text": {"type": "plain_text", "text": one}, "value": one} for one in ("a", "b")]
    date = {"type": "datepicker", "action_id": "day", "initial_date": "2026-12-01"}
    elements = [{"type": "static_select", "action_id": "pick", "options": options}, date]
    blocks = [{"type": "actions", "block_id": "row", "elements": elements}]
    ts = client.chat_postMessage(channel=sandbox.channel(SHARED).id, text="choose", blocks=blocks)["ts"]

    sandbox.press("Claire", SHARED, ts, "pick", "b")

    (body,) = app.interactions("block_actions")
    assert body["actions"][0]["selected_option"] == options[1]
    assert body["state"]["values"]["row"] == {
        "pick": {"type": "static_select", "selected_option": options[1]},
        "day": {"type": "datepicker", "selected_date": "2026-12-01"},
    }


def test_pressing_what_is_not_there_is_a_mistake_of_the_test(sandbox: Sandbox, app: TinyApp) -> None:
    reply = answer(sandbox)

    with pytest.raises(LookupError):
        sandbox.press("Claire", SHARED, reply["ts"], "nothing")
    with pytest.raises(LookupError):
        sandbox.press("Claire", SHARED, "1.000000", "accept")
    with pytest.raises(Refused):
        sandbox.say("Claire", TEAM, "may I?")


# ---- Modals


@pytest.fixture
def opened(sandbox: Sandbox, app: TinyApp) -> TinyApp:
    """The tiny app, whose modal Claire has open."""
    sandbox.press("Claire", SHARED, answer(sandbox)["ts"], "open")
    return app


def fill(sandbox: Sandbox, text: str) -> Any:
    return sandbox.submit("Claire", {"why": {"text": text}})


def test_a_modal_opens_for_the_one_who_pressed(sandbox: Sandbox, opened: TinyApp) -> None:
    view = sandbox.modal("Claire")

    assert view is not None
    assert (view["callback_id"], view["root_view_id"]) == ("form", view["id"])
    assert sandbox.modal("Nadia") is None


def test_a_submission_carries_what_was_filled_in_and_closes_the_modal(
    sandbox: Sandbox, opened: TinyApp
) -> None:
    outcome = fill(sandbox, "because")

    (body,) = opened.interactions("view_submission")
    assert outcome.closed
    assert sandbox.modal("Claire") is None
    assert body["view"]["state"]["values"] == {
        "why": {"text": {"type": "plain_text_input", "value": "because"}}
    }
    assert body["user"]["team_id"] == sandbox.person("Claire").team_id
    assert body["response_urls"] == []
    assert body["view"]["private_metadata"] == ""


def test_an_empty_required_field_never_reaches_the_app(sandbox: Sandbox, opened: TinyApp) -> None:
    outcome = fill(sandbox, "")

    assert outcome.errors == {"why": "required"}
    assert opened.interactions("view_submission") == []


def test_errors_keep_the_modal_open(sandbox: Sandbox, opened: TinyApp) -> None:
    outcome = fill(sandbox, "no")

    assert (outcome.ok, outcome.errors) == (False, {"why": "Say more."})
    assert sandbox.modal("Claire") is not None


def test_errors_for_another_block_are_trouble_as_in_slack(sandbox: Sandbox, opened: TinyApp) -> None:
    assert fill(sandbox, "wrong").error == "trouble_connecting"


def test_views_are_pushed_and_come_back_one_by_one(sandbox: Sandbox, opened: TinyApp) -> None:
    first = sandbox.modal("Claire")
    fill(sandbox, "more")
    second = sandbox.modal("Claire")
    fill(sandbox, "because")

    assert first is not None
    assert second is not None
    assert (second["title"]["text"], second["root_view_id"], second["previous_view_id"]) == (
        "Second",
        first["id"],
        first["id"],
    )
    assert sandbox.modal("Claire") == first


def test_clear_closes_the_whole_stack(sandbox: Sandbox, opened: TinyApp) -> None:
    fill(sandbox, "more")

    assert fill(sandbox, "all").closed
    assert sandbox.modal("Claire") is None


def test_update_keeps_the_view_and_changes_its_hash(sandbox: Sandbox, opened: TinyApp) -> None:
    first = sandbox.modal("Claire")
    fill(sandbox, "other")

    second = sandbox.modal("Claire")
    assert first is not None
    assert second is not None
    assert (second["title"]["text"], second["id"] == first["id"], second["hash"] == first["hash"]) == (
        "Other",
        True,
        False,
    )


def test_closing_is_told_where_it_was_asked_for(sandbox: Sandbox, opened: TinyApp) -> None:
    sandbox.close("Claire")

    (body,) = opened.interactions("view_closed")
    assert body["is_cleared"] is False
    assert sandbox.modal("Claire") is None


# ---- Home, shortcuts, members, reactions


def test_home_is_published_for_one_person_and_can_be_pressed_in(
    sandbox: Sandbox, app: TinyApp, client: WebClient
) -> None:
    nadia = sandbox.person("Nadia").id
    sandbox.open_home("Nadia")
    event = sandbox.wait_for(lambda: app.events("app_home_opened"))[0]["event"]
    actions = {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "accept", "text": {"type": "plain_text", "text": "A"}}],
    }
    client.views_publish(user_id=nadia, view={"type": "home", "blocks": [actions]})

    outcome = sandbox.press_in_view("Nadia", "accept", home=True)

    (body,) = app.interactions("block_actions")
    assert (event["tab"], event["user"], event["channel"][0]) == ("home", nadia, "D")
    assert outcome.ok
    assert (body["container"]["type"], body["view"]["type"], "message" in body) == ("view", "home", False)
    assert sandbox.home("Claire") is None


def test_shortcuts_carry_their_message_and_are_for_the_installing_company(
    sandbox: Sandbox, app: TinyApp
) -> None:
    ts = sandbox.say("Claire", SHARED, "keep this")

    foreign = sandbox.shortcut("Claire", "keep", SHARED, ts)
    of_message, everywhere = sandbox.shortcut("Nadia", "keep", SHARED, ts), sandbox.shortcut("Nadia", "keep")

    assert (foreign.error, of_message.ok, everywhere.ok) == ("command_not_available", True, True)
    (body,) = app.interactions("message_action")
    assert (body["message_ts"], body["message"]["text"], body["callback_id"]) == (ts, "keep this", "keep")
    assert app.interactions("shortcut")[0].get("channel") is None
    assert sandbox.shortcut("Nadia", "undeclared").error == "unknown_shortcut"


def test_the_app_hears_when_it_joins_a_channel(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.leave("relais", TEAM)
    sandbox.invite("relais", TEAM, inviter="Nadia")

    event = sandbox.wait_for(lambda: app.events("member_joined_channel"))[0]["event"]
    assert (event["user"], event["inviter"]) == (sandbox.world.app.user_id, sandbox.person("Nadia").id)


def test_a_reaction_is_told_only_to_an_app_that_subscribed(sandbox: Sandbox, app: TinyApp) -> None:
    ts = sandbox.say("Claire", SHARED, "done")
    sandbox.react("Hugo", SHARED, ts, "eyes")
    sandbox.world.app.events.add("reaction_added")
    sandbox.react("Hugo", SHARED, ts, "tada")

    events = sandbox.wait_for(lambda: app.events("reaction_added"))
    assert [one["event"]["reaction"] for one in events] == ["tada"]
    assert events[0]["event"]["item"] == {"type": "message", "channel": sandbox.channel(SHARED).id, "ts": ts}


def test_edits_and_deletions_are_told_with_what_was_there_before(sandbox: Sandbox, app: TinyApp) -> None:
    ts = sandbox.say("Claire", SHARED, "one")
    sandbox.edit("Claire", SHARED, ts, "two")
    sandbox.delete("Claire", SHARED, ts)
    sandbox.wait_for(lambda: len(app.events("message")) == 3)

    by_kind = {one["event"].get("subtype"): one["event"] for one in app.events("message")}
    assert by_kind["message_changed"]["message"]["text"] == "two"
    assert by_kind["message_changed"]["previous_message"]["text"] == "one"
    assert by_kind["message_deleted"]["deleted_ts"] == ts


def test_another_event_goes_out_as_it_is_given(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.event({"type": "channel_archive", "channel": sandbox.channel(TEAM).id, "user": "U1"}, TEAM)
    sandbox.event({"type": "not_subscribed"})

    sandbox.wait_for(lambda: app.events("channel_archive"))
    assert app.events("not_subscribed") == []


def test_payloads_can_be_bent_for_a_test(sandbox: Sandbox, app: TinyApp) -> None:
    """A person whose company is not told, as no document promises that it always is."""
    reply = answer(sandbox)
    sandbox.delivery.change = lambda payload: {**payload, "user": {"id": payload["user"]["id"]}}

    sandbox.press("Claire", SHARED, reply["ts"], "accept")

    assert app.interactions("block_actions")[0]["user"] == {"id": sandbox.person("Claire").id}


def test_a_grid_organization_is_named_in_payloads(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.world.workspace(sandbox.world.app.team_id).enterprise_id = "E0GRID12345"

    sandbox.command("Nadia", SHARED, "/relais statut")
    sandbox.shortcut("Nadia", "keep")

    (command,) = [one for one in app.seen if "command" in one]
    assert command["enterprise_id"] == "E0GRID12345"
    assert app.interactions("shortcut")[0]["enterprise"]["id"] == "E0GRID12345"
    assert app.client.auth_test()["enterprise_id"] == "E0GRID12345"


# ---- Response URLs


def test_a_response_url_works_five_times(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.command("Nadia", SHARED, "/relais statut")
    url = next(one["response_url"] for one in app.seen if "command" in one)
    shown_before = len(sandbox.messages(SHARED, "Nadia"))

    answers = [post(url, {"text": f"answer {n}"}) for n in range(6)]

    assert answers == [(200, None)] * 5 + [(404, "used_url")]
    assert len(sandbox.messages(SHARED, "Nadia")) == shown_before + 5
    assert not [one for one in sandbox.messages(SHARED, "Claire") if one["text"].startswith("answer")]


def test_a_response_url_can_speak_to_all_replace_and_delete(sandbox: Sandbox, app: TinyApp) -> None:
    reply = answer(sandbox)
    sandbox.press("Claire", SHARED, reply["ts"], "accept")
    url = app.interactions("block_actions")[0]["response_url"]

    post(url, {"text": "for all", "response_type": "in_channel"})
    post(url, {"text": "replaced", "replace_original": True})
    texts = [one["text"] for one in sandbox.messages(SHARED, "Hugo")]
    post(url, {"delete_original": True})

    assert "for all" in texts
    assert "replaced" in texts
    assert "replaced" not in [one["text"] for one in sandbox.messages(SHARED)]
    assert post(url, {"text": "again", "replace_original": True}) == (404, "message_not_found")


def test_a_response_url_takes_only_what_it_can_show(sandbox: Sandbox, app: TinyApp) -> None:
    sandbox.command("Nadia", SHARED, "/relais statut")
    url = next(one["response_url"] for one in app.seen if "command" in one)

    assert post(url, {"blocks": [{"type": "nonsense"}]}) == (404, "invalid_blocks")
    assert post(url, {"text": ""}) == (404, "no_text")
    assert post(url + "x", {"text": "x"}) == (404, "expired_url")
    sandbox.advance(timedelta(minutes=31))
    assert post(url, {"text": "x"}) == (404, "expired_url")


def post(url: str, body: dict[str, Any]) -> tuple[int, str | None]:
    sent = WebhookClient(url).send_dict(body)
    return sent.status_code, json.loads(sent.body).get("error")


def test_a_person_can_be_a_guest_deleted_or_a_stranger(sandbox: Sandbox, client: WebClient) -> None:
    hugo = sandbox.person("Hugo")
    hugo.is_restricted, hugo.deleted = True, True
    for channel in (SHARED, "infogerance-logistique"):
        sandbox.leave("Hugo", channel)

    user = client.users_info(user=hugo.id, include_locale=True)["user"]

    assert (user["is_restricted"], user["deleted"], user["is_stranger"]) == (True, True, True)
    assert (user["team_id"], user["locale"], user["tz_offset"]) == (hugo.team_id, "fr-FR", 3600)
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.conversations_open(users=hugo.id)
