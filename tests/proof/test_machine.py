"""Two thousand stories of an engagement, Relais beside the model; `make prove` tells a hundred thousand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.proof.beginning import begin
from tests.proof.machine import Life
from tests.proof.share import SHARES, STORIES, tell
from tests.proof.short import short_checklists
from tests.proof.starts import STARTS


@pytest.fixture(autouse=True, scope="module")
def _short() -> Iterator[None]:
    with short_checklists():
        yield


@pytest.mark.parametrize("share", range(SHARES))
def test_no_story_leads_to_a_forbidden_state(share: int) -> None:
    tell(Life, -(-STORIES // SHARES))


@pytest.mark.parametrize("start", sorted(STARTS))
def test_relais_and_the_model_agree_where_a_story_begins(start: str) -> None:
    pair = begin(start)

    pair.compare(pair.real.kept())
    assert pair.deeds == []
