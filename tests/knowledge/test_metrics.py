from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.metrics import found, ndcg, reciprocal_rank, share

RANKED = ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ({"a"}, 1.0),
        ({"a", "b"}, 1.0),
        ({"b"}, 0.6309),
        ({"a", "c"}, 0.9197),
        ({"f"}, 0.0),
        (set(), 0.0),
    ],
)
def test_gain_is_discounted_by_rank_and_compared_with_the_best(right: set[str], expected: float) -> None:
    assert ndcg(RANKED, right, 5) == pytest.approx(expected, abs=1e-4)


def test_what_is_right_is_found_within_a_depth() -> None:
    assert [found(RANKED, {"c"}, 2), found(RANKED, {"c", "f"}, 3), found([], {"c"}, 3)] == [0, 1, 0]


def test_the_first_that_is_right_gives_its_rank() -> None:
    assert reciprocal_rank(RANKED, {"c", "e"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, {"z"}) == 0


def test_a_share_has_an_interval_that_narrows_with_more_values() -> None:
    few, many = share([1.0, 0.0] * 5), share([1.0, 0.0] * 500)

    assert few.value == many.value == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    assert (many.count, share([]).count) == (1000, 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_the_share(values: list[float]) -> None:
    drawn = share(values)

    assert 0 <= drawn.low <= drawn.value + 1e-9
    assert drawn.value - 1e-9 <= drawn.high <= 1
