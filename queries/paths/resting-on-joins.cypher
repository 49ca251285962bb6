// id:       paths.resting-on-joins
// question: Which listings of members of $initiative, and which states, state bodies and listed parties above them, rest on two records being one party, and would be lost if they were not?
// params:   initiative: id = ungc, as_of: date, hops: integer 0..4 = 4
// returns:  party_id, party, record, other_record, source_id, source, source_is, member_id, member, ways, ways_lost, lost, fewest_hops, relation_ids, claims
// uses:     State, PublicBody, Party, Initiative, ScreeningList, REACHES, OWNS, CONTROLS, LISTED_ON, MEMBER_OF
// caveat:   The two records are one party by an identifier, by name or by a judgement: joins.json of the release says which, with the reason.
// caveat:   Only what leads over both records is counted as lost; where lost is false, another way does without that join.
// caveat:   A join by which a party has another name, country or identifier is not here, and none by which a contract is somebody's.

CALL () {
  MATCH (source:Party)-[reach:REACHES]->(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
  WHERE reach.hops <= $hops
  MATCH path = (member)<-[up:OWNS|CONTROLS*1..4]-(source)
  WITH source, member, membership, reverse(up) AS stakes, reverse(nodes(path)) AS along
  RETURN source, member, membership, stakes, along
  UNION ALL
  MATCH (member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
  WHERE EXISTS { MATCH (member)-[:LISTED_ON]->(:ScreeningList) }
  RETURN member AS source, member, membership, [] AS stakes, [member] AS along
}
WITH source, member, membership, stakes, along
WHERE size(stakes) <= $hops
  AND (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
  AND all(stake IN stakes WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
  AND all(node IN along WHERE single(other IN along WHERE other.id = node.id))
OPTIONAL MATCH (source)-[listing:LISTED_ON]->(listed:ScreeningList)
WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
  AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > date($as_of))
WITH source, member, listed, along, stakes + [membership] AS arrows, listing,
     CASE WHEN listed IS NOT NULL THEN 'on ' + listed.name
          WHEN source:State THEN 'state' WHEN source:PublicBody THEN 'state body' ELSE null END AS source_is
WHERE source_is IS NOT NULL
WITH source, member, source_is, along, arrows, listing,
     CASE WHEN listing IS NULL THEN [] ELSE [[source.id, source.name, listing.from_stated, head(arrows).from_stated]] END
     + [at IN range(0, size(arrows) - 2) | [along[at + 1].id, along[at + 1].name, arrows[at].to_stated, arrows[at + 1].from_stated]] AS meetings
WITH source, member, source_is, [one IN meetings WHERE one[2] <> one[3]] AS joints, size(arrows) - 1 AS length,
     CASE WHEN listing IS NULL THEN [] ELSE [listing.id] END + [arrow IN arrows | arrow.id] AS ids,
     reduce(claims = CASE WHEN listing IS NULL THEN [] ELSE listing.claims END, arrow IN arrows | claims + arrow.claims) AS claims
ORDER BY length, ids
WITH source, member, source_is, collect({joints: joints, hops: length, ids: ids, claims: claims}) AS ways
UNWIND ways AS way
UNWIND way.joints AS joint
WITH DISTINCT source, member, source_is, ways, joint
WITH source, member, source_is, ways, joint, [way IN ways WHERE joint IN way.joints] AS crossing
RETURN joint[0] AS party_id, joint[1] AS party, joint[2] AS record, joint[3] AS other_record,
       source.id AS source_id, source.name AS source, source_is, member.id AS member_id, member.name AS member,
       size(ways) AS ways, size(crossing) AS ways_lost, size(crossing) = size(ways) AS lost,
       reduce(fewest = 4, way IN crossing | CASE WHEN way.hops < fewest THEN way.hops ELSE fewest END) AS fewest_hops,
       reduce(ids = [], way IN crossing | ids + [id IN way.ids WHERE NOT id IN ids]) AS relation_ids,
       reduce(claims = [], way IN crossing | claims + [claim IN way.claims WHERE NOT claim IN claims]) AS claims
ORDER BY party, party_id, record, other_record, member, member_id, source, source_id, source_is
