"""The Web API as Slack's own client sees it: what it answers, and what it refuses with which error."""

from __future__ import annotations

import json
import urllib.request
from datetime import timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox, World
from tests.sandbox.tiny import SHARED, TEAM


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


@pytest.fixture
def shared(sandbox: Sandbox) -> str:
    return sandbox.channel(SHARED).id


@pytest.fixture
def ts(client: WebClient, shared: str) -> str:
    """The ts of a message of the app's."""
    return str(client.chat_postMessage(channel=shared, text="ours")["ts"])


# ---- Who may call


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-other", "invalid_auth"), ("app", "not_allowed_token_type")],
)
def test_a_call_needs_the_right_token(sandbox: Sandbox, token: str, error: str) -> None:
    token = sandbox.app_token if token == "app" else token

    assert refusal(WebClient(token=token, base_url=sandbox.api_url).auth_test) == error


def test_a_socket_needs_the_app_token(sandbox: Sandbox, client: WebClient) -> None:
    assert refusal(client.apps_connections_open, app_token=sandbox.bot_token) == "not_allowed_token_type"
    assert client.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://127.0.0.1")


def test_auth_test_says_who_the_app_is(sandbox: Sandbox, client: WebClient) -> None:
    answer, app = client.auth_test(), sandbox.world.app

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (app.team_id, app.user_id, app.bot_id)
    assert "chat:write" in answer.headers["x-oauth-scopes"]


def test_an_unknown_method_is_said_to_be_unknown(client: WebClient) -> None:
    assert refusal(client.canvases_create) == "unknown_method"


def test_a_missing_scope_is_named(sandbox: Sandbox, client: WebClient, shared: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.pins_list(channel=shared)
    assert refused.value.response["needed"] == "pins:read"

    sandbox.channel(TEAM).is_private = True
    sandbox.world.app.scopes.discard("groups:history")
    assert refusal(client.conversations_history, channel=sandbox.channel(TEAM).id) == "missing_scope"
    assert client.conversations_history(channel=shared)["ok"]


@pytest.mark.parametrize("arguments", [{"channel": ""}, {"channel": "C0", "limit": "many"}])
def test_wrong_arguments_are_refused_and_never_break_the_server(client: WebClient, arguments: Any) -> None:
    error = refusal(client.api_call, api_method="conversations.members", params=arguments)

    assert error in {"invalid_arguments", "channel_not_found"}


def test_a_body_that_is_no_json_is_refused(sandbox: Sandbox) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {sandbox.bot_token}"}
    request = urllib.request.Request(f"{sandbox.api_url}auth.test", b"{", headers)

    with urllib.request.urlopen(request) as answer:
        assert json.load(answer) == {"ok": False, "error": "invalid_json"}


# ---- Messages


def test_a_message_comes_back_from_history_with_its_metadata_where_asked(
    client: WebClient, shared: str
) -> None:
    metadata = {"event_type": "notice", "event_payload": {"id": "n1"}}
    posted = client.chat_postMessage(channel=shared, text="hello", metadata=metadata)

    with_it = client.conversations_history(channel=shared, include_all_metadata=True)["messages"][0]
    without = client.conversations_history(channel=shared)["messages"][0]

    assert (with_it["ts"], with_it["metadata"], with_it["bot_profile"]["name"]) == (
        posted["ts"],
        metadata,
        "Relais",
    )
    assert "metadata" not in without


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": [{"type": "what"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": '"no"'}, "invalid_blocks_format"),
        ({"text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"text": "x", "metadata": {"event_type": "n"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "n", "event_payload": {"a": "x" * 16_000}}},
            "metadata_too_large",
        ),
        ({"text": "x", "channel": "C0NOWHERE00"}, "channel_not_found"),
        ({"text": "x", "channel": "U0NOBODY000"}, "channel_not_found"),
    ],
)
def test_a_message_that_slack_would_refuse_is_refused(
    client: WebClient, shared: str, arguments: dict[str, Any], error: str
) -> None:
    assert refusal(client.chat_postMessage, **{"channel": shared, **arguments}) == error


def test_one_posts_only_where_one_is_and_where_it_is_open(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    sandbox.leave("relais", TEAM)
    team = sandbox.channel(TEAM)
    assert refusal(client.chat_postMessage, channel=team.id, text="x") == "not_in_channel"
    team.is_private = True
    assert refusal(client.chat_postMessage, channel=team.id, text="x") == "channel_not_found"
    sandbox.channel(shared).is_archived = True
    assert refusal(client.chat_postMessage, channel=shared, text="x") == "is_archived"
    assert refusal(client.conversations_mark, channel=shared, ts="1.0") == "is_archived"


def test_a_text_is_cut_and_a_missing_one_is_noted(sandbox: Sandbox, client: WebClient, shared: str) -> None:
    posted = client.chat_postMessage(channel=shared, text="x" * 40_001)
    with pytest.warns(UserWarning, match="text"):
        client.chat_postMessage(channel=shared, blocks=[{"type": "divider"}])

    assert len(posted["message"]["text"]) == 40_000
    assert [one.kind for one in sandbox.log if one.direction == "note"] == ["text"]


def test_a_message_to_a_person_goes_to_their_direct_messages(sandbox: Sandbox, client: WebClient) -> None:
    nadia = sandbox.person("Nadia").id
    posted = client.chat_postMessage(channel=nadia, text="psst")

    opened = client.conversations_open(users=nadia, return_im=True)["channel"]
    assert (opened["id"], opened["user"], opened["is_im"]) == (posted["channel"], nadia, True)
    assert [one["text"] for one in sandbox.messages("@Relais", "Nadia")] == ["psst"]


def test_an_update_keeps_what_it_does_not_name(sandbox: Sandbox, client: WebClient, shared: str) -> None:
    first = client.chat_postMessage(channel=shared, text="a", blocks=[{"type": "divider", "block_id": "d"}])[
        "ts"
    ]

    client.chat_update(channel=shared, ts=first, text="b")
    kept = sandbox.channel(shared).find(first)
    assert kept is not None
    assert (kept["text"], kept["blocks"][0]["block_id"], kept["edited"]["user"]) == (
        "b",
        "d",
        sandbox.world.app.user_id,
    )

    client.chat_update(channel=shared, ts=first, text="b", blocks=[])
    assert kept["blocks"] == []


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
def test_an_app_changes_its_own_messages_only(
    sandbox: Sandbox, client: WebClient, shared: str, ts: str
) -> None:
    theirs = sandbox.say("Claire", SHARED, "mine")

    assert refusal(client.chat_update, channel=shared, ts=theirs, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel=shared, ts=theirs) == "cant_delete_message"
    assert refusal(client.chat_update, channel=shared, ts="1.000000", text="x") == "message_not_found"
    assert refusal(client.chat_update, channel=shared, ts=ts) == "no_text"
    client.chat_delete(channel=shared, ts=ts)
    assert sandbox.channel(shared).find(ts) is None


def test_an_ephemeral_message_is_seen_by_one_and_is_in_no_history(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    nadia, stranger = sandbox.person("Nadia").id, sandbox.person("Claire").id
    ts = client.chat_postEphemeral(channel=shared, user=nadia, text="only you")["message_ts"]

    assert [one["text"] for one in sandbox.messages(SHARED, "Nadia")] == ["only you"]
    assert sandbox.messages(SHARED, "Claire") == sandbox.messages(SHARED) == []
    assert client.conversations_history(channel=shared)["messages"] == []
    assert refusal(client.chat_update, channel=shared, ts=ts, text="x") == "message_not_found"
    team = sandbox.channel(TEAM).id
    assert refusal(client.chat_postEphemeral, channel=team, user=stranger, text="x") == "user_not_in_channel"


def test_history_has_pages_and_bounds(sandbox: Sandbox, client: WebClient, shared: str) -> None:
    sent = [sandbox.say("Claire", SHARED, str(n)) for n in range(5)]

    pages = [page["messages"] for page in client.conversations_history(channel=shared, limit=2)]
    after = client.conversations_history(channel=shared, oldest=sent[3])["messages"]
    exact = client.conversations_history(channel=shared, oldest=sent[3], latest=sent[3], inclusive=True)[
        "messages"
    ]

    assert [[one["text"] for one in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    assert ([one["text"] for one in after], [one["text"] for one in exact]) == (["4"], ["3"])


def test_replies_stay_out_of_history_unless_broadcast(client: WebClient, shared: str, ts: str) -> None:
    client.chat_postMessage(channel=shared, text="one", thread_ts=ts)
    second = client.chat_postMessage(channel=shared, text="two", thread_ts=ts, reply_broadcast=True)["ts"]

    thread = client.conversations_replies(channel=shared, ts=second)["messages"]
    history = client.conversations_history(channel=shared)["messages"]

    assert [one["text"] for one in thread] == ["ours", "one", "two"]
    assert [one["text"] for one in history] == ["two", "ours"]
    assert refusal(client.conversations_replies, channel=shared, ts="1.000000") == "thread_not_found"


# ---- Later messages


def test_a_scheduled_message_comes_when_its_time_has(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    at = int((sandbox.clock() + timedelta(days=2)).timestamp())
    scheduled = client.chat_scheduleMessage(channel=shared, post_at=at, text="later")
    sandbox.advance(timedelta(days=1))
    before = [one["text"] for one in sandbox.messages(SHARED)]
    listed = client.chat_scheduledMessages_list(channel=shared)["scheduled_messages"]
    sandbox.advance(timedelta(days=1, seconds=1))

    assert (before, [one["text"] for one in sandbox.messages(SHARED)]) == ([], ["later"])
    assert [one["id"] for one in listed] == [scheduled["scheduled_message_id"]]


def test_a_scheduled_message_with_metadata_never_comes(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    at, metadata = int(sandbox.clock().timestamp()) + 90, {"event_type": "n", "event_payload": {}}
    client.chat_scheduleMessage(channel=shared, post_at=at, text="lost", metadata=metadata)
    sandbox.advance(timedelta(days=1))

    assert sandbox.messages(SHARED) == []


def test_scheduling_has_its_limits(sandbox: Sandbox, client: WebClient, shared: str) -> None:
    now, plan = int(sandbox.clock().timestamp()), client.chat_scheduleMessage
    assert refusal(plan, channel=shared, post_at=now - 1, text="x") == "time_in_past"
    assert refusal(plan, channel=shared, post_at=now + 121 * 86400, text="x") == "time_too_far"

    made = [plan(channel=shared, post_at=now + 70 + n, text="x")["scheduled_message_id"] for n in range(30)]
    assert refusal(plan, channel=shared, post_at=now + 99, text="x") == "restricted_too_many"

    take_back = client.chat_deleteScheduledMessage
    take_back(channel=shared, scheduled_message_id=made[1])
    assert refusal(take_back, channel=shared, scheduled_message_id=made[1]) == "invalid_scheduled_message_id"
    sandbox.advance(timedelta(seconds=20))
    assert refusal(take_back, channel=shared, scheduled_message_id=made[0]) == "invalid_scheduled_message_id"


# ---- Channels and people


def test_a_shared_channel_says_that_it_is_and_with_whom(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    channel = client.conversations_info(channel=shared, include_num_members=True)["channel"]

    client_team = sandbox.person("Claire").team_id
    assert (channel["is_ext_shared"], channel["connected_team_ids"], channel["num_members"]) == (
        True,
        [client_team],
        5,
    )
    assert client.conversations_members(channel=shared)["members"] == sandbox.channel(shared).members


def test_private_channels_are_listed_only_where_the_app_is(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.channel(TEAM).is_private = True
    kinds = "public_channel,private_channel"
    inside = {one["name"] for one in client.conversations_list(types=kinds)["channels"]}
    sandbox.leave("relais", TEAM)
    outside = {one["name"] for one in client.conversations_list(types=kinds)["channels"]}

    assert inside - outside == {"equipe-septane"}
    assert "infogerance-marbeuf" in outside


def test_joining_needs_a_scope_and_a_public_channel(sandbox: Sandbox, client: WebClient) -> None:
    team = sandbox.channel(TEAM)
    sandbox.leave("relais", TEAM)
    assert refusal(client.conversations_join, channel=team.id) == "missing_scope"
    sandbox.world.app.scopes.add("channels:join")
    client.conversations_join(channel=team.id)

    assert sandbox.world.app.user_id in team.members


def test_a_topic_is_set_shown_and_at_most_250_characters(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    client.conversations_setTopic(channel=shared, topic="x" * 250)

    assert client.conversations_info(channel=shared)["channel"]["topic"]["value"] == "x" * 250
    assert sandbox.messages(SHARED)[-1]["subtype"] == "channel_topic"
    assert refusal(client.conversations_setTopic, channel=shared, topic="x" * 251) == "too_long"


def test_people_of_the_own_company_are_listed_and_others_known_by_id(
    sandbox: Sandbox, client: WebClient
) -> None:
    members = [one["name"] for one in client.users_list()["members"]]
    tom = client.users_info(user=sandbox.person("Tom").id, include_locale=True)["user"]

    assert members == ["relais", "nadia.benali", "tom.fletcher"]
    assert (tom["locale"], tom["tz"], tom["is_stranger"]) == ("en-GB", "Europe/London", False)
    assert (
        client.users_info(user=sandbox.person("Claire").id)["user"]["profile"]["real_name"] == "Claire Dumas"
    )
    assert refusal(client.users_info, user="U0NOBODY000") == "user_not_found"


def test_companies_are_known_by_id(sandbox: Sandbox, client: WebClient) -> None:
    sandbox.world.app.scopes.add("team:read")

    assert client.team_info()["team"]["name"] == "Septane Infogérance"
    assert client.team_info(team=sandbox.person("Claire").team_id)["team"]["domain"] == "marbeuf"
    assert refusal(client.team_info, team="T0") == "team_not_found"


# ---- What hangs on messages and channels


def test_reactions_and_pins_are_there_once(sandbox: Sandbox, client: WebClient, shared: str, ts: str) -> None:
    about = {"channel": shared, "timestamp": ts}
    client.reactions_add(**about, name="eyes")
    client.pins_add(**about)
    (message,) = sandbox.messages(SHARED)

    assert (message["reactions"][0]["users"], message["pinned"]) == ([sandbox.world.app.user_id], True)
    assert refusal(client.reactions_add, **about, name="eyes") == "already_reacted"
    assert refusal(client.reactions_add, **about, name="no name") == "invalid_name"
    assert refusal(client.pins_add, **about) == "already_pinned"
    sandbox.world.app.scopes.add("pins:read")
    assert [one["message"]["ts"] for one in client.pins_list(channel=shared)["items"]] == [ts]
    client.reactions_remove(**about, name="eyes")
    client.pins_remove(**about)
    assert refusal(client.reactions_remove, **about, name="eyes") == "no_reaction"
    assert refusal(client.pins_remove, **about) == "no_pin"


def test_bookmarks_are_added_and_changed(sandbox: Sandbox, client: WebClient, shared: str) -> None:
    sandbox.world.app.scopes.add("bookmarks:read")
    made = client.bookmarks_add(channel_id=shared, title="Plan", type="link", link="https://example.org")[
        "bookmark"
    ]
    client.bookmarks_edit(channel_id=shared, bookmark_id=made["id"], title="The plan")

    (found,) = client.bookmarks_list(channel_id=shared)["bookmarks"]
    assert (found["id"], found["title"], found["link"]) == (made["id"], "The plan", "https://example.org")
    assert (
        refusal(client.bookmarks_add, channel_id=shared, title="x", type="link", link="ftp://x")
        == "invalid_link"
    )


def test_an_uploaded_file_is_a_message_and_can_be_downloaded(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    client.files_upload_v2(
        channel=shared, content="minutes", filename="pv.txt", title="Minutes", initial_comment="Here"
    )

    (message,) = sandbox.messages(SHARED)
    with urllib.request.urlopen(message["files"][0]["url_private"]) as answer:
        assert (answer.read(), answer.headers["content-type"]) == (b"minutes", "application/octet-stream")
    assert (message["text"], message["files"][0]["title"]) == ("Here", "Minutes")
    assert refusal(client.files_completeUploadExternal, files=[{"id": "F0"}]) == "file_not_found"


def test_a_permalink_leads_to_the_page(sandbox: Sandbox, client: WebClient, shared: str, ts: str) -> None:
    link = client.chat_getPermalink(channel=shared, message_ts=ts)["permalink"]

    with urllib.request.urlopen(link) as answer:
        assert answer.url == f"{sandbox.url}/#channel={shared}&thread={ts}"


def test_an_assistant_can_say_what_it_does_until_it_answers(
    sandbox: Sandbox, client: WebClient, shared: str
) -> None:
    ts = sandbox.say("Nadia", SHARED, "why?")
    client.assistant_threads_setStatus(channel_id=shared, thread_ts=ts, status="is searching")
    said = dict(sandbox._slack.statuses)
    client.chat_postMessage(channel=shared, thread_ts=ts, text="because")

    assert (said, sandbox._slack.statuses) == ({(shared, ts): "is searching"}, {})


@pytest.mark.parametrize("count", [0, 5])
def test_suggested_prompts_are_one_to_four(client: WebClient, shared: str, count: int) -> None:
    one = {"title": "t", "message": "m"}

    client.assistant_threads_setSuggestedPrompts(channel_id=shared, prompts=[one] * 4)
    wrong = refusal(client.assistant_threads_setSuggestedPrompts, channel_id=shared, prompts=[one] * count)
    assert wrong == "invalid_arguments"


# ---- Triggers, hashes, rates


def view(**more: Any) -> dict[str, Any]:
    title = {"type": "plain_text", "text": "t"}
    return {"type": "modal", "title": title, "blocks": [{"type": "divider"}], **more}


def test_a_trigger_opens_one_view_within_three_seconds(sandbox: Sandbox, client: WebClient) -> None:
    first, second = (sandbox._slack.trigger(sandbox.person("Nadia")) for _ in range(2))

    client.views_open(trigger_id=first, view=view())
    assert refusal(client.views_open, trigger_id=first, view=view()) == "exchanged_trigger_id"
    sandbox.advance(timedelta(seconds=4))
    assert refusal(client.views_open, trigger_id=second, view=view()) == "expired_trigger_id"
    assert refusal(client.views_open, trigger_id="1.2.3", view=view()) == "invalid_trigger_id"


def test_a_refused_view_leaves_its_trigger_unused(sandbox: Sandbox, client: WebClient) -> None:
    trigger = sandbox._slack.trigger(sandbox.person("Nadia"))

    assert refusal(client.views_open, trigger_id=trigger, view={"type": "modal"}) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=view())["ok"]


def test_views_go_three_deep_and_have_one_external_id(sandbox: Sandbox, client: WebClient) -> None:
    def trigger() -> str:
        return sandbox._slack.trigger(sandbox.person("Nadia"))

    assert refusal(client.views_push, trigger_id=trigger(), view=view()) == "not_found"
    client.views_open(trigger_id=trigger(), view=view(external_id="one"))
    assert (
        refusal(client.views_push, trigger_id=trigger(), view=view(external_id="one"))
        == "duplicate_external_id"
    )
    client.views_push(trigger_id=trigger(), view=view())
    client.views_push(trigger_id=trigger(), view=view())
    assert refusal(client.views_push, trigger_id=trigger(), view=view()) == "push_limit_reached"


def test_a_view_is_updated_only_by_its_last_hash(sandbox: Sandbox, client: WebClient) -> None:
    trigger = sandbox._slack.trigger(sandbox.person("Nadia"))
    opened = client.views_open(trigger_id=trigger, view=view(external_id="e"))["view"]

    client.views_update(view_id=opened["id"], hash=opened["hash"], view=view(external_id="e"))
    again = refusal(client.views_update, view_id=opened["id"], hash=opened["hash"], view=view())
    assert again == "hash_conflict"
    assert client.views_update(external_id="e", view=view())["view"]["id"] == opened["id"]
    assert refusal(client.views_update, view_id="V0", view=view()) == "not_found"


def test_home_keeps_its_id_and_is_published_by_hash(sandbox: Sandbox, client: WebClient) -> None:
    user, home = sandbox.person("Nadia").id, {"type": "home", "blocks": [{"type": "divider"}]}
    first = client.views_publish(user_id=user, view=home)["view"]
    second = client.views_publish(user_id=user, view=home, hash=first["hash"])["view"]

    assert second["id"] == first["id"]
    assert refusal(client.views_publish, user_id=user, view=home, hash=first["hash"]) == "hash_conflict"
    assert sandbox.home("Nadia") == second


def test_a_view_is_at_most_250_kilobytes(sandbox: Sandbox, client: WebClient) -> None:
    user, text = sandbox.person("Nadia").id, {"type": "mrkdwn", "text": "é" * 3000}
    home = {"type": "home", "blocks": [{"type": "section", "text": text}] * 42}

    assert refusal(client.views_publish, user_id=user, view=home) == "view_too_large"


def test_rates_are_limited_where_that_is_asked_for(world: World) -> None:
    with Sandbox(world, rate_limits=True) as sandbox:
        client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
        here, there = sandbox.channel(SHARED).id, sandbox.channel(TEAM).id
        for n in range(10):
            client.chat_postMessage(channel=here, text=str(n))

        with pytest.raises(SlackApiError) as refused:
            client.chat_postMessage(channel=here, text="eleven")

        assert (refused.value.response.status_code, refused.value.response["error"]) == (429, "ratelimited")
        assert 1 <= int(refused.value.response.headers["Retry-After"]) <= 10
        assert client.chat_postMessage(channel=there, text="elsewhere")["ok"]
        assert len(sandbox.messages(SHARED)) == 10
