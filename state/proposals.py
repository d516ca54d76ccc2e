"""What one party proposes and the other one answers: a return, an amendment, a renewal, a withdrawal."""

from __future__ import annotations

from functools import partial
from typing import Unpack

from state.engagements import Engagements
from state.rules import proposal
from state.rules.change import Call
from state.rules.dossier import ProposalKind
from state.rules.engagement import Engagement
from state.rules.proposal import Content


class Proposals:
    """Each call is one party's word; a change comes about with the other party's, never before."""

    def __init__(self, engagements: Engagements) -> None:
        self._engagements = engagements

    def propose(
        self, engagement_id: str, kind: ProposalKind, call: Call, *, reason: str, **content: Unpack[Content]
    ) -> Engagement:
        """Put something to the other party; raises as `rules.proposal.propose`."""

        def put(engagement: Engagement) -> Engagement:
            return proposal.propose(engagement, call.word, kind, reason=reason, **content)

        return self._engagements.change(engagement_id, put, call, action="proposal.propose")

    def agree(self, engagement_id: str, number: int, call: Call, *, note: str = "") -> Engagement:
        """Agree to what the other party proposed; raises as `rules.proposal.agree`."""
        rule = partial(proposal.agree, number=number, word=call.word, note=note)
        return self._engagements.change(engagement_id, rule, call, action="proposal.agree", number=number)

    def decline(self, engagement_id: str, number: int, call: Call, *, reason: str) -> Engagement:
        """Decline what the other party proposed; raises as `rules.proposal.decline`."""
        rule = partial(proposal.decline, number=number, word=call.word, reason=reason)
        return self._engagements.change(engagement_id, rule, call, action="proposal.decline", number=number)

    def take_back(self, engagement_id: str, number: int, call: Call) -> Engagement:
        """Take back what one's own party proposed; raises as `rules.proposal.take_back`."""
        rule = partial(proposal.take_back, number=number, word=call.word)
        return self._engagements.change(engagement_id, rule, call, action="proposal.take_back", number=number)
