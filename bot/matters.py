"""What people ask about what an engagement holds beside its checklist, by the kinds of words. Pure."""

from __future__ import annotations

from bot.intents import METHOD, Intent, Rule

#: What a case that somebody thinks up, or a rule that somebody asks for, holds beside.
CASE = f"{METHOD} hypothetic must_be may"
#: What says that a thing exists here, or that something became of it.
PRESENT = "here|open|remain|late|exists"

MATTERS = (
    Rule(Intent.RESERVATIONS, "reservation referred", METHOD, topic="reservation"),
    Rule(Intent.RESERVATIONS, f"reservation {PRESENT}", f"{CASE} one_of", topic="reservation"),
    Rule(Intent.RESERVATIONS, "reservation exists", CASE, firm="here", topic="reservation"),
    Rule(Intent.RESERVATIONS, "reservation past", f"{CASE} one_of when", topic="reservation"),
    Rule(Intent.RESERVATIONS, "reservation lifted asks_state", f"{CASE} one_of", topic="reservation"),
    Rule(Intent.RESERVATIONS, "reservation block anything brief", f"{CASE} one_of", topic="reservation"),
    Rule(
        Intent.RESERVATIONS, "reservation who brief", f"{METHOD} hypothetic may one_of", "here", "reservation"
    ),
    Rule(Intent.RESERVATIONS, "reservation list_of short", f"{CASE} one_of", topic="reservation"),
    Rule(Intent.HANDED, "handed past", f"{CASE} when phase", firm="here"),
    Rule(Intent.HANDED, "handed asks_state client|provider|everything", f"{CASE} when phase", firm="here"),
    Rule(Intent.HANDED, "handed not accept", f"{CASE} when", firm="here"),
    Rule(Intent.WAIVED, "waived anything|listed|past|item|here", f"{CASE} when"),
    Rule(Intent.PROPOSALS, "proposal referred", METHOD, topic="proposal"),
    Rule(Intent.PROPOSALS, "proposal exists", CASE, firm="here", topic="proposal"),
    Rule(Intent.PROPOSALS, f"proposal where|state|{PRESENT}", f"{CASE} one_of", topic="proposal"),
    Rule(Intent.PROPOSALS, "proposal past|own answer|accept", f"{CASE} one_of when", topic="proposal"),
    Rule(
        Intent.PROPOSALS,
        "proposal answer|accept asks_state brief",
        f"{CASE} one_of when who",
        topic="proposal",
    ),
    Rule(Intent.PROPOSALS, "proposal here asks_state short", f"{CASE} when", topic="proposal"),
    Rule(Intent.PROPOSALS, "proposal list_of short", f"{CASE} one_of", topic="proposal"),
    Rule(Intent.EVOLUTIONS, "evolution list_of short", f"{CASE} one_of", topic="evolution"),
    Rule(Intent.EVOLUTIONS, "evolution referred", METHOD, topic="evolution"),
    Rule(Intent.EVOLUTIONS, "evolution exists", CASE, firm="here", topic="evolution"),
    Rule(Intent.EVOLUTIONS, f"evolution where|state|{PRESENT}", f"{CASE} one_of", topic="evolution"),
    Rule(Intent.EVOLUTIONS, "evolution ours|turn|waiting", f"{CASE} one_of", topic="evolution"),
    Rule(Intent.EVOLUTIONS, "evolution past", f"{CASE} one_of when", topic="evolution"),
    Rule(Intent.OPTIMISATIONS, "optimisation referred", METHOD, topic="optimisation"),
    Rule(Intent.OPTIMISATIONS, "optimisation exists", CASE, firm="here", topic="optimisation"),
    Rule(Intent.OPTIMISATIONS, f"optimisation where|state|{PRESENT}", f"{CASE} one_of", topic="optimisation"),
    Rule(Intent.LIVE, "why golive can we", "general if must_be who before"),
    Rule(Intent.READY, "why advance|close can we", "general if must_be who golive before"),
    Rule(Intent.READY, "why block tiny", "general if must_be who item"),
    Rule(Intent.READY, "why not advance|going we short", "general if must_be who item phase"),
    Rule(Intent.READY, "why still phase we", "general if must_be who accept accountable"),
    Rule(Intent.READY, "why here block|late", "general if must_be who"),
    Rule(Intent.EXIT, "takes_over which_company", f"{CASE} item accept", firm="here"),
    Rule(Intent.EXIT, "takes_over who", f"{METHOD} hypothetic must_be item accept", firm="here"),
    Rule(Intent.EXIT, "incoming_provider who|name brief", f"{CASE} accept when", firm="here"),
    Rule(Intent.EXIT, "leaving where|state|going", METHOD, topic="portability"),
    Rule(Intent.EXIT, "leaving remain|left", f"{CASE} when", firm="here", topic="portability"),
    Rule(Intent.EXIT, "why leave we|contract", "general if must_be", firm="we"),
    Rule(Intent.EXIT, "exit_mode here|we|decided", f"{CASE} can how when", topic="portability"),
    Rule(Intent.END, "last_day here|we|contract short", f"{METHOD} notice renewal item"),
    Rule(Intent.GIVEN, "notice_given given asks_state short", f"{CASE} when counting", firm="here"),
    Rule(Intent.GIVEN, "notice_given given past", CASE, firm="past"),
    Rule(Intent.GIVEN, "notice_given given who|yet", CASE, firm="here"),
    Rule(Intent.RENEWAL, "renewal contract past", f"{CASE} leave notice before", firm="here"),
    Rule(Intent.ACCOUNTABLE, "accountable evidence", f"{METHOD} hypothetic must_be"),
    Rule(Intent.UPGRADE, "upgrade who here|we", f"{METHOD} must_be phase_word"),
    Rule(Intent.UPGRADE, "upgrade upstream status", f"{CASE} contract one_of when"),
    Rule(Intent.PRICE, "priced here short", f"{CASE} can phase item renewal one_of", topic="price"),
    Rule(Intent.PRICE, "priced many short", f"{CASE} can phase item renewal", "here", "price"),
    Rule(Intent.PRICE, "priced past", f"{CASE} can phase item one_of", topic="price"),
    Rule(Intent.PRICE, "priced our|our_contract", f"{CASE} can phase item renewal", topic="price"),
    Rule(Intent.PRICE, "priced many we brief", f"{CASE} can phase item", topic="price"),
    Rule(Intent.PRICE, "index exists|past", f"{CASE} can phase", topic="price", firm="here"),
    Rule(Intent.RISK, "at_risk here|we|anything|tiny", f"{CASE} when phase", topic="risk"),
    Rule(Intent.RISK, "risk here", f"{CASE} when phase", topic="risk"),
    Rule(Intent.LEAD, "lead who|listed", f"{METHOD} hypothetic must_be may when"),
    Rule(Intent.LEAD, "lead client|provider|own|here", f"{CASE} when"),
    Rule(Intent.STAND_IN, "stand_in who", f"{METHOD} hypothetic must_be one_of", firm="here"),
    Rule(Intent.STAND_IN, "stand_in when|exists|here", f"{CASE} one_of", firm="here"),
    Rule(Intent.PEOPLE, "who accept client|provider at_side", f"{CASE} when item phase"),
)
