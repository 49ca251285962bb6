// id:       paths.state-owner-company-initiative
// question: Which members of $initiative have a state or a state body above them, and through which companies?
// params:   initiative: id = ungc, as_of: date, hops: integer 1..4 = 4
// returns:  state_id, state, owner_id, owner, member_id, member, name_match, initiative_id, initiative, shares, shares_known, dated, stale, joined_on, member_status, hops, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path
// uses:     State, PublicBody, Party, Initiative, OWNS, CONTROLS, MEMBER_OF, POSSIBLY_SAME, PART_OF
// caveat:   A share is listed for each arrow and never multiplied; null means that no source states it.
// caveat:   An owner that no loaded source states is not in the answer: no row for a member does not mean that no state stands behind it.
// caveat:   Rows with a name match rest on name and country alone and are unconfirmed until somebody judges them.

MATCH path = (owner:State|PublicBody)-[stakes:OWNS|CONTROLS*1..4]->(company:Party)-[same:POSSIBLY_SAME*0..1]-(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE length(path) - size(same) - 1 <= $hops
  AND all(arrow IN relationships(path) WHERE
        (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
    AND (arrow.end_date IS NULL OR arrow.disputed OR arrow.end_date > date($as_of)))
  AND all(node IN nodes(path) WHERE single(other IN nodes(path) WHERE other.id = node.id))
OPTIONAL MATCH (owner)-[:PART_OF*1..3]->(above:State)
WITH path, owner, stakes, same, member, membership, initiative,
     CASE WHEN above IS NULL AND owner:State THEN owner ELSE above END AS state
RETURN state.id AS state_id, state.name AS state, owner.id AS owner_id, owner.name AS owner,
       member.id AS member_id, member.name AS member,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       initiative.id AS initiative_id, initiative.name AS initiative,
       [stake IN stakes | stake.share] AS shares,
       all(stake IN stakes WHERE stake.share IS NOT NULL) AS shares_known,
       all(stake IN stakes WHERE stake.start_date IS NOT NULL) AND membership.start_date IS NOT NULL AS dated,
       any(arrow IN relationships(path) WHERE coalesce(arrow.fresh_until < date($as_of), false)) AS stale,
       membership.start_text AS joined_on, membership.status AS member_status,
       size(stakes) AS hops,
       [node IN nodes(path) | node.id] AS node_ids, [node IN nodes(path) | node.name] AS node_names,
       [node IN nodes(path) | head([label IN labels(node) WHERE label <> 'Party'])] AS node_kinds,
       [arrow IN relationships(path) | arrow.id] AS arrow_ids,
       [arrow IN relationships(path) | type(arrow)] AS arrow_kinds,
       [arrow IN relationships(path) | arrow.claims] AS claims
ORDER BY member, member_id, hops, arrow_ids
