"""Every word that Relais says, read once from `prompts/texts/<language>.toml`, and what it tells a model."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import Formatter
from types import MappingProxyType
from typing import Any, TypeAlias

Entry: TypeAlias = str | list[str] | dict[str, str]

# French takes the singular for everything below two, zero included.
FRENCH_PLURAL = 2


def languages() -> tuple[str, ...]:
    """Return the languages that Relais speaks; the first is the default."""
    return ("fr", "en")


@dataclass(frozen=True, slots=True)
class Translator:
    """The texts of one language: `t("phase.takeover")`, `t("item.left", n=3)`."""

    language: str
    _entries: Mapping[str, Entry] = field(repr=False)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text with its placeholders filled; `n` chooses between `one` and `other`.

        Raises `KeyError` for a key or a placeholder's value that is missing: there is no fallback.
        """
        entry = self._entries[key]
        if isinstance(entry, dict):
            entry = entry[self._form(values["n"])]
        if isinstance(entry, list):
            raise KeyError(key)
        return entry.format_map(values)

    def words(self, key: str, /) -> list[str]:
        """Return a list of the texts, such as the words that mean one command."""
        entry = self._entries[key]
        if not isinstance(entry, list):
            raise KeyError(key)
        return list(entry)

    def _form(self, n: object) -> str:
        if not isinstance(n, int | float):
            raise TypeError(n)
        singular = abs(n) < FRENCH_PLURAL if self.language == "fr" else n == 1
        return "one" if singular else "other"


@cache
def texts(language: str) -> Translator:
    """Return the translator of "fr" or "en"; raises `KeyError` for another language."""
    return Translator(language, _entries(language))


def instructions(language: str, name: str, /, **values: object) -> str:
    """Return what a language model is told, `prompts/llm/<name>.<language>.md` with its placeholders filled.

    Values are put in as they are: what stands in them is read as no placeholder.
    """
    return _told(language, name).format_map(values)


@cache
def listened(name: str, /) -> Mapping[str, Any]:
    """Return the words of `prompts/<name>.toml` that Relais listens for, in both languages at once."""
    source = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(source))


def keys(language: str) -> frozenset[str]:
    """Return every key of a language."""
    return frozenset(_entries(language))


def sentences(language: str, key: str) -> tuple[str, ...]:
    """Return the raw texts at a key: one, its two plural forms, or the words of a list."""
    entry = _entries(language)[key]
    if isinstance(entry, str):
        return (entry,)
    return tuple(entry.values() if isinstance(entry, dict) else entry)


def placeholders(language: str, key: str) -> frozenset[str]:
    """Return the names of the values that the texts at a key ask for."""
    parsed = (part for text in sentences(language, key) for part in Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parsed if name is not None)


@cache
def _told(language: str, name: str) -> str:
    return files(__name__).joinpath("llm", f"{name}.{language}.md").read_text(encoding="utf-8")


@cache
def _entries(language: str) -> Mapping[str, Entry]:
    if language not in languages():
        raise KeyError(language)
    source = files(__name__).joinpath("texts", f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat(tomllib.loads(source))))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Entry]]:
    found: list[tuple[str, Entry]] = []
    for name, value in table.items():
        if isinstance(value, dict) and set(value) != {"one", "other"}:
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((prefix + name, value))
    return found
