// id:       ownership.state-controllers
// question: Which members of $initiative does a state or a state body control, directly or in the end?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, company_id, company, name_match, controller_id, controller, controller_kind, state_id, state, level, reads, would_decide, basis, hops, disputed, stale, computed_for, first_stated, last_stated, stakes, arrow_id, claims
// draws:    controller, control, company, same, member
// uses:     Party, State, PublicBody, Initiative, HAS_CONTROL, MAY_HAVE_CONTROL, MEMBER_OF, POSSIBLY_SAME, PART_OF
// caveat:   Computed by beholden for the release's date from votes and stated control; a source that calls a member state-owned, or states a stake whose size it does not say, makes no row.
// caveat:   A member without a row is not shown to be free of state control. A body whose place in a state no source states stands in a row without a state.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
WITH DISTINCT member
MATCH (member)-[same:POSSIBLY_SAME*0..1]-(company:Party)<-[control:HAS_CONTROL|MAY_HAVE_CONTROL]-(controller:State|PublicBody)
OPTIONAL MATCH (controller)-[:PART_OF*1..3]->(above:State)
WITH member, same, company, control, controller,
     CASE WHEN above IS NULL AND controller:State THEN controller ELSE above END AS state
RETURN member.id AS member_id, member.name AS member, company.id AS company_id, company.name AS company,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       controller.id AS controller_id, controller.name AS controller,
       head([label IN labels(controller) WHERE label <> 'Party']) AS controller_kind,
       state.id AS state_id, state.name AS state, control.level AS level,
       CASE WHEN type(control) = 'HAS_CONTROL' THEN 'controls, as computed'
            ELSE 'possibly controls, as computed' END AS reads,
       control.missing AS would_decide, control.basis AS basis, control.hops AS hops, control.disputed AS disputed,
       control.fresh_until < date($as_of) AS stale, control.as_of AS computed_for,
       control.first_stated AS first_stated, control.last_stated AS last_stated, control.stakes AS stakes,
       control.id AS arrow_id, control.claims AS claims
ORDER BY member, member_id, level, controller_id, state_id, arrow_id
