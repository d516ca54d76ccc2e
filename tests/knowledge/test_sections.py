from __future__ import annotations

import pytest

from knowledge.sections import SectionError, parse

GOOD = """# The takeover

## Length {#takeover-length}
<!-- phase: takeover; also: how long, weeks; facts: S6 S7; source: a book,
 read in 2026 -->
It always takes place.
- It takes more or less time.
> Next: plan it.

## Who signs {#who-signs}
<!-- phase: none -->
1. Both parties sign.
"""


def test_a_file_is_read_into_its_sections() -> None:
    first, second = parse(GOOD, "en", "takeover.md")

    assert (first.id, first.language, first.title) == ("takeover-length", "en", "Length")
    assert (first.phase, first.subject, first.key) == ("takeover", "The takeover", "en/takeover-length")
    assert first.sentences == ("It always takes place.", "It takes more or less time.")
    assert first.next_step == "plan it."
    assert (first.also, first.facts) == (("how long", "weeks"), ("S6", "S7"))
    assert first.source == "a book,  read in 2026"
    assert (second.phase, second.next_step, second.sentences) == (None, None, ("Both parties sign.",))


def test_a_list_begins_with_the_sentence_that_announces_it() -> None:
    text = f"{HEAD}{FIELDS}Opens.\nAnnounces:\n- one.\n- two.\nCloses.\n1. Last.\n"
    (section,) = parse(text, "en", "a.md")
    first, second = parse(GOOD, "en", "takeover.md")

    assert section.lists == (range(1, 4), range(4, 6))
    assert (first.lists, second.lists) == ((range(2),), (range(1),))


HEAD = "# A\n\n## T {#t}\n"
FIELDS = "<!-- phase: none -->\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "begins with"),
        ("Words.\n\n## T {#t}\n", 1, "begins with"),
        ("# A\n\nWords.\n", 3, "begins with"),
        ("# A\n", 1, "no section"),
        ("# A\n\n## T\n", 3, "## Title"),
        ("# A\n\n## T {#Bad Anchor}\n", 3, "kebab-case"),
        (f"{HEAD}Words.\n", 4, "comment"),
        (HEAD, 4, "comment"),
        (f"{HEAD}\n\nWords.\n", 4, "comment"),
        (f"{HEAD}<!-- phase: none\nWords.\n", 4, "not closed"),
        (f"{HEAD}<!-- colour: red; phase: none -->\nWords.\n", 4, "holds phase, also"),
        (f"{HEAD}<!-- phase: none --> more\nWords.\n", 4, "holds phase, also"),
        (f"{HEAD}<!-- phase: lunch -->\nWords.\n", 4, "the phase is one of"),
        (f"{HEAD}<!-- also: a -->\nWords.\n", 4, "the phase is one of"),
        (f"{HEAD}{FIELDS}", 5, "says nothing"),
        (f"{HEAD}{FIELDS}Words.\n> Next: go.\nMore.\n", 7, "last one"),
        (f"{HEAD}{FIELDS}Words.\n> Note: go.\n", 6, "holds sentences"),
        (f"{HEAD}{FIELDS}Words.\n\n{HEAD[5:]}{FIELDS}Words.\n", 7, "used twice"),
    ],
)
def test_a_file_that_breaks_the_format_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(SectionError, match=reason) as caught:
        parse(text, "en", "a.md")

    assert (caught.value.path, caught.value.line) == ("a.md", line)


def test_fields_may_stand_after_empty_lines() -> None:
    (section,) = parse(f"{HEAD}\n{FIELDS}Words.\n", "en", "a.md")

    assert section.sentences == ("Words.",)
