// id:       paths.over-unsure-pairs
// question: Which unsure pairs would, if the two were one party, put a state, a state body or a listed party above a member of $initiative?
// params:   initiative: id = ungc, as_of: date, hops: integer 0..4 = 4
// returns:  asks, basis, score, reasons, upper_id, upper, lower_id, lower, source_id, source, source_is, member_id, member, joined_on, member_status, hops, above_names, below_names, shares, dated, stale, match_id, relation_ids, relation_kinds, claims
// draws:    above, same, below, membership, initiative
// uses:     State, PublicBody, Party, Initiative, ScreeningList, OWNS, CONTROLS, MEMBER_OF, LISTED_ON, POSSIBLY_SAME
// caveat:   A row is a question and no path: upper and lower may be two firms of one name. A line in a judgements file settles it.
// caveat:   What stands above a member without the pair, over as many arrows, is not here; each row crosses one pair, and what would take two is not found.
// caveat:   A pair that no row names may still matter to contracts and other lists; quality.name-matches has all pairs.

MATCH (upper:Party)-[same:POSSIBLY_SAME]-(lower:Party)
MATCH below = (lower)-[down:OWNS|CONTROLS*0..4]->(member:Party)
WHERE length(below) <= $hops
  AND all(stake IN down WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
MATCH (member)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
MATCH above = (upper)<-[up:OWNS|CONTROLS*0..4]-(source:Party)
WHERE length(above) + length(below) <= $hops
  AND all(stake IN up WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
WITH upper, same, lower, above, below, up, down, source, member, membership, initiative,
     CASE WHEN source:State THEN 'state'
          WHEN source:PublicBody THEN 'state body'
          WHEN EXISTS {
                 MATCH (source)-[listing:LISTED_ON]->(:ScreeningList)
                 WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
                   AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > date($as_of)) } THEN 'listed party'
          ELSE null END AS source_is
WHERE source_is IS NOT NULL
  AND all(node IN nodes(above) + nodes(below) WHERE single(other IN nodes(above) + nodes(below) WHERE other.id = node.id))
  AND NOT EXISTS {
        MATCH (source)-[stakes:OWNS|CONTROLS*1..4]->(member)
        WHERE size(stakes) <= $hops
          AND all(stake IN stakes WHERE
                (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
            AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of))) }
WITH upper, same, lower, above, below, source, source_is, member, membership, initiative,
     reverse(up) + down AS stakes, reverse(up) + [same] + down + [membership] AS arrows
RETURN 'Are ' + upper.name + ' and ' + lower.name + ' one party?' AS asks,
       same.basis AS basis, same.score AS score, same.reasons AS reasons,
       upper.id AS upper_id, upper.name AS upper, lower.id AS lower_id, lower.name AS lower,
       source.id AS source_id, source.name AS source, source_is,
       member.id AS member_id, member.name AS member,
       membership.start_text AS joined_on, membership.status AS member_status,
       size(stakes) AS hops,
       [node IN reverse(nodes(above)) | node.name] AS above_names, [node IN nodes(below) | node.name] AS below_names,
       [stake IN stakes | stake.share] AS shares,
       all(stake IN stakes WHERE stake.start_date IS NOT NULL) AND membership.start_date IS NOT NULL AS dated,
       any(arrow IN arrows WHERE coalesce(arrow.fresh_until < date($as_of), false)) AS stale,
       same.id AS match_id,
       [arrow IN arrows | arrow.id] AS relation_ids, [arrow IN arrows | type(arrow)] AS relation_kinds,
       [arrow IN arrows | arrow.claims] AS claims
ORDER BY member, member_id, hops, source, relation_ids
