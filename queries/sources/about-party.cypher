// id:       sources.about-party
// question: What does each source say about $party?
// params:   party: id, as_of: date
// returns:  stated_by, arrow, direction, other_id, other, other_kind, since, until, share, share_min, share_max, status, disputed, derived, grade, last_stated, stale, quote, citation, sources, arrow_id, claims
// draws:    party, arrow, other
// uses:     Company, Organization, PublicBody, State, Person, Initiative, APPLIES_TO, AWARDED, CONCERNS, CONSOLIDATES, CONTROLS, FOUNDED, FUNDS, HOLDS_POST, HOLDS_SEAT_ON, LEADS, LISTED_ON, MAINTAINS, MAKES, MEMBER_OF, OWNS, PARTNERS_WITH, PART_OF, POSSIBLY_SAME, RELIES_ON, STATED, SUPPLIES, USED_AT
// caveat:   Sources stand side by side and are never summed. What no loaded source says is not here.

// What is computed of verdicts and stakes is no source's word and not here; a name match is, with what it rests on.
MATCH (party:Company|Organization|PublicBody|State|Person|Initiative {id: $party})
      -[arrow:APPLIES_TO|AWARDED|CONCERNS|CONSOLIDATES|CONTROLS|FOUNDED|FUNDS|HOLDS_POST|HOLDS_SEAT_ON|LEADS
       |LISTED_ON|MAINTAINS|MAKES|MEMBER_OF|OWNS|PARTNERS_WITH|PART_OF|POSSIBLY_SAME|RELIES_ON|STATED
       |SUPPLIES|USED_AT]-(other)
RETURN arrow.stated_by AS stated_by, type(arrow) AS arrow,
       CASE WHEN startNode(arrow).id = party.id THEN 'from' ELSE 'to' END AS direction,
       other.id AS other_id, other.name AS other, head([label IN labels(other) WHERE label <> 'Party']) AS other_kind,
       arrow.start_text AS since, arrow.end_text AS until,
       arrow.share AS share, arrow.share_min AS share_min, arrow.share_max AS share_max, arrow.status AS status,
       arrow.disputed AS disputed, arrow.derived AS derived, arrow.grade AS grade, arrow.last_stated AS last_stated,
       arrow.fresh_until < date($as_of) AS stale, arrow.quote AS quote, arrow.citation AS citation,
       arrow.sources AS sources, arrow.id AS arrow_id, arrow.claims AS claims
ORDER BY stated_by, arrow, direction, other, arrow_id
