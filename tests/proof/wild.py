"""Every deed, with whatever people might say along with it; days are counted from today."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.proof.cast import LETTER, TEAMS
from tests.proof.world import ORDER

PARTY = st.sampled_from(("client", "provider", "incoming"))
REASON = st.sampled_from(("because", "otherwise", " "))
PERSON = st.sampled_from(sorted(TEAMS))
ITEM = st.integers(1, 40)
NUMBER = st.integers(1, 4)
ROLE = st.sampled_from(("lead", "signatory", "member", "observer"))
WITHIN = st.sampled_from((-1, 0, 30))
PAST = st.sampled_from((0, -1, -40, 1))


def _deed(name: str, **args: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    return st.tuples(st.just(name), st.fixed_dictionaries(args))


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


DEEDS = st.one_of(
    _deed("accept", number=ITEM),
    _deed(
        "reserve", number=ITEM, text=REASON, due=_maybe(WITHIN), owner=_maybe(PARTY), blocking=st.booleans()
    ),
    _deed("reject", number=ITEM, reason=REASON),
    _deed("waive", number=ITEM, reason=REASON),
    _deed("lift", reservation=NUMBER),
    _deed("deliver", number=ITEM, evidence=st.sampled_from(("https://example.org/b", ""))),
    _deed(
        "add_item", title=st.sampled_from(("A badge", " ")), owner=PARTY, due=_maybe(WITHIN),
        kind=st.sampled_from(("document", "phase")),
    ),
    _deed(
        "change_item", number=ITEM, title=_maybe(st.sampled_from(("A key", "A name"))), owner=_maybe(PARTY),
        due=_maybe(WITHIN),
    ),
    _deed("four_eyes", asked=st.booleans()),
    _deed("advance"),
    _deed(
        "decide_upgrade", reason=REASON, company=st.sampled_from(("Maj SA", "")),
        mode=st.sampled_from(("in-contract", "upstream", "not-needed", "left-out", "undecided")),
    ),
    _deed(
        "propose", kind=st.sampled_from(("back", "amendment", "renewal", "withdrawal")), reason=REASON,
        back_to=st.sampled_from(ORDER), evolution=_maybe(NUMBER),
    ),
    _deed("agree", number=NUMBER),
    _deed("decline", number=NUMBER, reason=REASON),
    _deed("take_back", number=NUMBER),
    _deed("terminate", sent=PAST, received=_maybe(PAST)),
    _deed("received", on=PAST),
    _deed("end_early", last_day=st.sampled_from((-1, 0, 900)), ground=REASON),
    _deed("renew"),
    _deed(
        "choose_mode", mode=st.sampled_from(("reversibility", "portability")), reason=REASON,
        company=st.sampled_from(("Suite SAS", "")),
    ),
    _deed("open_evolution", title=REASON, route=st.sampled_from(("contract", "amendment", "project"))),
    _deed("propose_solution", number=NUMBER),
    _deed("validate", number=NUMBER),
    _deed("implement", number=NUMBER),
    _deed("send_back", number=NUMBER, reason=REASON),
    _deed("withdraw", number=NUMBER, reason=REASON),
    _deed("reroute", number=NUMBER, route=st.sampled_from(("contract", "amendment", "project"))),
    _deed("link", number=NUMBER, proposal=NUMBER),
    _deed("open_optimisation", title=REASON),
    _deed("close_optimisation", number=NUMBER),
    _deed(
        "name_member", person=PERSON, party=PARTY, role=ROLE, stands_for=st.none(), since=st.none(),
        until=st.none(), evidence=st.sampled_from(("", LETTER)),
    ),
    _deed(
        "name_member", person=PERSON, party=PARTY, role=st.just("delegate"), stands_for=_maybe(PERSON),
        since=_maybe(WITHIN), until=_maybe(WITHIN), evidence=st.sampled_from(("", LETTER)),
    ),
    _deed("release_member", person=PERSON),
)  # fmt: skip
