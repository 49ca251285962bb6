// id:       paths.state-owner-company-initiative
// question: Which members of $initiative have a state or a state body above them, and through which companies?
// params:   initiative: id = ungc, as_of: date, hops: integer 1..4 = 4
// returns:  state_id, state, owner_id, owner, member_id, member, name_match, initiative_id, initiative, shares, shares_known, dated, stale, joined_on, member_status, hops, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path, same, member, membership, initiative
// uses:     State, PublicBody, Party, Initiative, REACHES, OWNS, CONTROLS, MEMBER_OF, POSSIBLY_SAME, PART_OF
// caveat:   A share is listed for each arrow and never multiplied; null means that no source states it.
// caveat:   An owner that no loaded source states is not in the answer: no row for a member does not mean that no state stands behind it.
// caveat:   Rows with a name match rest on name and country alone and are unconfirmed until somebody judges them.

MATCH (owner:State|PublicBody)-[reach:REACHES]->(company:Party)
WHERE reach.hops <= $hops
MATCH (company)-[same:POSSIBLY_SAME*0..1]-(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
MATCH path = (company)<-[up:OWNS|CONTROLS*1..4]-(owner)
WHERE length(path) <= $hops
  AND all(stake IN up WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
WITH path, owner, same, member, membership, initiative, reverse(up) AS stakes, reverse(up) + same + [membership] AS arrows,
     reverse(nodes(path)) + CASE WHEN size(same) = 0 THEN [initiative] ELSE [member, initiative] END AS along
WHERE all(node IN along WHERE single(other IN along WHERE other.id = node.id))
OPTIONAL MATCH (owner)-[:PART_OF*1..3]->(above:State)
WITH path, owner, same, member, membership, initiative, stakes, arrows, along,
     CASE WHEN above IS NULL AND owner:State THEN owner ELSE above END AS state
RETURN state.id AS state_id, state.name AS state, owner.id AS owner_id, owner.name AS owner,
       member.id AS member_id, member.name AS member,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       initiative.id AS initiative_id, initiative.name AS initiative,
       [stake IN stakes | stake.share] AS shares,
       all(stake IN stakes WHERE stake.share IS NOT NULL) AS shares_known,
       all(stake IN stakes WHERE stake.start_date IS NOT NULL) AND membership.start_date IS NOT NULL AS dated,
       any(arrow IN arrows WHERE coalesce(arrow.fresh_until < date($as_of), false)) AS stale,
       membership.start_text AS joined_on, membership.status AS member_status,
       size(stakes) AS hops,
       [node IN along | node.id] AS node_ids, [node IN along | node.name] AS node_names,
       [node IN along | head([label IN labels(node) WHERE label <> 'Party'])] AS node_kinds,
       [arrow IN arrows | arrow.id] AS arrow_ids,
       [arrow IN arrows | type(arrow)] AS arrow_kinds,
       [arrow IN arrows | arrow.claims] AS claims
ORDER BY member, member_id, hops, arrow_ids
