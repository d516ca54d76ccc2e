"""What somebody filled into a form, field by field, as Slack sends it: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]


def text(values: Values, field: str) -> str:
    """Return what was written in a field, or the day that was picked in it; "" for nothing."""
    element = values.get(field, {}).get(field, {})
    return str(element.get("value") or element.get("selected_date") or "").strip()


def chosen(values: Values, field: str) -> str:
    """Return the value of the option that was chosen in a field; "" for none."""
    option = values.get(field, {}).get(field, {}).get("selected_option") or {}
    return str(option.get("value") or "")
