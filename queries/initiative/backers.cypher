// id:       initiative.backers
// question: Who founded, leads, funds, sits on and works with $initiative, and what did it found itself?
// params:   initiative: id = ungc
// returns:  who_id, who, who_kind, arrow, whom_id, whom, through, since, until, stale_after, stated_by, grade, arrow_id, claims
// draws:    doer, link, done_to
// uses:     Initiative, PublicBody, State, FOUNDED, LEADS, FUNDS, PARTNERS_WITH, HOLDS_SEAT_ON, PART_OF, RELIES_ON
// caveat:   These links are institutional. They say nothing about the conduct of anybody in them.
// caveat:   Only what loaded sources state is here; a founder or funder that none states is missing.

CALL () {
  MATCH (initiative:Initiative {id: $initiative})-[link:FOUNDED|LEADS|FUNDS|PARTNERS_WITH|RELIES_ON|HOLDS_SEAT_ON]-(other)
  RETURN CASE WHEN startNode(link).id = initiative.id THEN initiative ELSE other END AS doer,
         CASE WHEN startNode(link).id = initiative.id THEN other ELSE initiative END AS done_to,
         link, null AS through
  UNION
  MATCH (initiative:Initiative {id: $initiative})<-[:FOUNDED]-(founder:PublicBody)<-[:PART_OF*0..2]-(body:PublicBody)<-[link:HOLDS_SEAT_ON]-(doer:State)
  RETURN doer, body AS done_to, link, founder.name AS through
}
RETURN doer.id AS who_id, doer.name AS who, head([label IN labels(doer) WHERE label <> 'Party']) AS who_kind, type(link) AS arrow,
       done_to.id AS whom_id, done_to.name AS whom, through,
       link.start_text AS since, link.end_text AS until, link.fresh_until AS stale_after,
       link.stated_by AS stated_by, link.grade AS grade, link.id AS arrow_id, link.claims AS claims
ORDER BY arrow, who, arrow_id
