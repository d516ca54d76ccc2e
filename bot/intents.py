"""What people ask about an engagement, by the kinds of words of `prompts/asked.toml`. Pure."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum


class Intent(StrEnum):
    """What is asked, in the order in which it is told.

    `LIVE`: may the service start; `READY`: may the next phase begin; `SIGN`: who has to accept; `HANDED`:
    what was handed over; `GIVEN`: was notice given, and received; `STAND_IN`: who signs for whom.
    """

    PHASE = "phase"
    LIVE = "live"
    READY = "ready"
    LEFT = "left"
    SIGN = "sign"
    LATE = "late"
    NEXT = "next"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ITEM = "item"
    UPGRADE = "upgrade"
    NOTICE = "notice"
    END = "end"
    RENEWAL = "renewal"
    ACCOUNTABLE = "accountable"
    RESERVATIONS = "reservations"
    HANDED = "handed"
    WAIVED = "waived"
    PROPOSALS = "proposals"
    EVOLUTIONS = "evolutions"
    OPTIMISATIONS = "optimisations"
    EXIT = "exit"
    GIVEN = "given"
    PRICE = "price"
    RISK = "risk"
    LEAD = "lead"
    STAND_IN = "stand_in"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Rule:
    """An intent with the kinds of words that make it (`a|b`: either), and those that speak against it.

    `firm`: kinds of which one makes it sure that this engagement is meant ("": none is needed). `topic`:
    of `TOPICS`, those that it may speak of.
    """

    intent: Intent
    needs: str
    bars: str = ""
    firm: str = ""
    topic: str = ""

    def holds(self, kinds: AbstractSet[str]) -> bool:
        needed = all(kinds & set(either.split("|")) for either in self.needs.split())
        return needed and not kinds & (set(self.bars.split()) | TOPICS - set(self.topic.split()))


#: What the methodology treats at length: only a rule of its own takes it for this engagement's.
TOPICS = frozenset({"reservation", "proposal", "evolution", "optimisation", "portability", "risk", "price"})
#: What speaks of the methodology: whatever the intent, and for most.
GENERAL, METHOD = "general how", "if why"
RULES = (
    Rule(Intent.PHASE, "where", f"{METHOD} item"),
    Rule(Intent.PHASE, "state here", f"{METHOD} item upgrade"),
    Rule(Intent.PHASE, "state we|short|contract|accept", f"{METHOD} item upgrade phase phase_word must_be"),
    Rule(Intent.PHASE, "which_phase here|in_phase", f"{METHOD} who"),
    Rule(Intent.PHASE, "which_phase we|short", f"{METHOD} who can may phase first"),
    Rule(Intent.PHASE, "phase in_phase here|short", f"{METHOD} who when ability decide decided accountable"),
    Rule(Intent.PHASE, "phase began past|begun", f"{METHOD} who ability can"),
    Rule(Intent.PHASE, "since here|we subject|phase", f"{METHOD} accountable contract"),
    Rule(Intent.PHASE, "began phase here", f"{METHOD} ability onward"),
    Rule(Intent.PHASE, "many accept", f"{METHOD} remain"),
    Rule(Intent.NEXT, "next", f"{METHOD} onward phase accept"),
    Rule(Intent.NEXT, "next phase", f"{METHOD} onward accept", firm="here"),
    Rule(Intent.NEXT, "urgent", METHOD),
    Rule(Intent.NEXT, "doing short", f"{METHOD} phase onward refused notice block item late"),
    Rule(Intent.NEXT, "first own", f"{METHOD} phase notice onward"),
    Rule(Intent.NEXT, "do must|must_be here", f"{METHOD} accept onward phase late"),
    Rule(Intent.LEFT, "left", f"{METHOD} notice contract next onward who item refused block can"),
    Rule(
        Intent.LEFT, "remain accept", f"{METHOD} who notice when refused item onward can accountable handed"
    ),
    Rule(
        Intent.LEFT,
        "not accept past|here anything|things|listed",
        f"{METHOD} who turn notice when refused item onward must_be handed",
    ),
    Rule(Intent.LEFT, "waiting client|provider|things we|anything", f"{METHOD} who notice phase"),
    Rule(Intent.LEFT, "owe accept|deliver here", f"{METHOD} who notice when"),
    Rule(Intent.LEFT, "owes own|client|provider here|short|brief", f"{METHOD} who notice when accept"),
    Rule(Intent.LEFT, "things remain here|anything", f"{METHOD} who notice when item can"),
    Rule(Intent.LEFT, "everything accept", f"{METHOD} onward item can not"),
    Rule(Intent.LEFT, "everything accept not past", f"{METHOD} onward item can"),
    Rule(Intent.LATE, "late", f"{METHOD} too_late notice onward leave may"),
    Rule(Intent.SIGN, "who must accept", f"{METHOD} notice contract_dates sign_for leave"),
    Rule(Intent.SIGN, "who block", f"{METHOD} accept phase"),
    Rule(
        Intent.SIGN,
        "who accept here",
        f"{METHOD} notice sign_for leave past people everyone accountable stand_in",
    ),
    Rule(
        Intent.SIGN,
        "who accept client|provider brief",
        f"{METHOD} notice sign_for past phase people accountable both",
    ),
    Rule(Intent.SIGN, "who waiting", f"{METHOD} notice"),
    Rule(Intent.SIGN, "turn", METHOD),
    Rule(Intent.LIVE, "golive ability|block|everything", f"{METHOD} must_be urgent who"),
    Rule(Intent.LIVE, "golive ability everything", f"{METHOD} who"),
    Rule(Intent.LIVE, "operations ready we|here|short", f"{METHOD} who must_be before"),
    Rule(Intent.LIVE, "operations began can here|brief", f"{METHOD} who must_be before"),
    Rule(Intent.LIVE, "began ready tiny", METHOD),
    Rule(Intent.LIVE, "golive when we", f"{METHOD} must_be who next before"),
    Rule(Intent.READY, "advance ability|block|everything", f"{METHOD} must_be urgent who golive"),
    Rule(Intent.READY, "advance when we", f"{METHOD} must_be who next before golive"),
    Rule(Intent.READY, "close ability phase", f"{METHOD} who", firm="here"),
    Rule(Intent.READY, "close can phase_word we", f"{METHOD} who phase"),
    Rule(
        Intent.READY, "phase close asks_state", f"{METHOD} item ability who next accept must_be", firm="here"
    ),
    Rule(Intent.READY, "block anything|remain|tiny", f"{METHOD} who phase"),
    Rule(Intent.NOTICE, "notice when", "why counting nobody_acts figures"),
    Rule(Intent.NOTICE, "notice still", "why counting nobody_acts figures"),
    Rule(Intent.NOTICE, "renewal not when we", "why counting nobody_acts figures price"),
    Rule(
        Intent.NOTICE,
        "leave when here|we|contract|provider|renewal",
        "why counting onward phase accept figures takes_over",
    ),
    Rule(Intent.END, "contract end when|here", f"{METHOD} notice renewal item leave who nobody_acts figures"),
    Rule(Intent.END, "bound when", f"{METHOD} notice renewal figures"),
    Rule(
        Intent.END,
        "end when short",
        f"{METHOD} notice renewal phase item who accept began onward figures late things",
    ),
    Rule(Intent.END, "our_contract when short", f"{METHOD} notice renewal item leave who figures"),
    Rule(Intent.END, "contract_dates", f"{METHOD} notice figures"),
    Rule(
        Intent.RENEWAL,
        "renewal here|our_contract|which_date",
        "why leave notice figures",
        firm="our_contract",
    ),
    Rule(Intent.RENEWAL, "renewal contract brief", "why leave notice may figures", firm="our_contract"),
    Rule(Intent.RENEWAL, "nobody_acts", "why figures", firm="our_contract"),
    Rule(Intent.ACCOUNTABLE, "accountable here|since|moved", "why people"),
    Rule(Intent.PEOPLE, "people who|listed|own", f"{METHOD} accept"),
    Rule(Intent.PEOPLE, "everyone client|provider|both|here|tiny", f"{METHOD} accept"),
    Rule(Intent.PEOPLE, "everyone who accept short", f"{METHOD} must"),
    Rule(Intent.PEOPLE, "sign_for who", METHOD),
    Rule(Intent.PEOPLE, "people here client|provider", f"{METHOD} accept must must_be"),
    Rule(
        Intent.ITEM,
        "item status asks_state|past",
        "if must_be when before may automatic next upgrade who everyone figures",
    ),
    Rule(Intent.ITEM, "item status past", "if must_be before may automatic next upgrade figures"),
    Rule(Intent.ITEM, "item where|state", METHOD),
    Rule(Intent.ITEM, "item numbered tiny", METHOD),
    Rule(Intent.ITEM, "item accept when must|must_be", f"{METHOD} before figures", firm="here"),
    Rule(Intent.ITEM, "item due", f"{METHOD} before contract figures"),
    Rule(Intent.UPGRADE, "upgrade decide here|we", "if"),
    Rule(Intent.UPGRADE, "upgrade decided", "if must_be may how"),
    Rule(Intent.UPGRADE, "upgrade decided past", "must_be may how"),
    Rule(Intent.ACCEPTED, "accept already", f"{METHOD} item remain many"),
    Rule(Intent.ACCEPTED, "done_items", f"{METHOD} remain many"),
    Rule(Intent.REFUSED, "refused anything", f"{METHOD} item can"),
)
