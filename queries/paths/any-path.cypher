// id:       paths.any-path
// question: Which paths lead from a state, a state body or a listed party to $initiative?
// params:   initiative: id = ungc, as_of: date, hops: integer 1..6 = 4, kinds: kinds = OWNS,CONTROLS,LISTED_ON,MEMBER_OF
// returns:  source_id, source, source_is, initiative_id, initiative, hops, dated, stale, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path
// uses:     State, PublicBody, Company, Organization, Person, Initiative, ScreeningList, OWNS, CONTROLS, CONSOLIDATES, MEMBER_OF, FOUNDED, FUNDS, PARTNERS_WITH, LEADS, LISTED_ON, PART_OF
// caveat:   Arrows are followed in their direction, from the one who acts. Joins by name alone, places and posts are never part of a path.
// caveat:   Kinds such as FOUNDED, FUNDS, LEADS and PARTNERS_WITH, when asked for, make institutional paths, which say nothing about conduct.
// caveat:   No path means that no loaded source states one.

// The longer walk is for those who ask for more than four hops.
CALL () {
  WITH 4 AS most WHERE $hops <= most
  MATCH path = (initiative:Initiative {id: $initiative})<-[arrows:OWNS|CONTROLS|CONSOLIDATES|MEMBER_OF|FOUNDED|FUNDS|PARTNERS_WITH|LEADS*1..4]-(source:State|PublicBody|Company|Organization|Person)
  WHERE source:State OR EXISTS { MATCH (source)-[:PART_OF]->(:State|PublicBody) }
     OR ('LISTED_ON' IN $kinds AND EXISTS { MATCH (source)-[:LISTED_ON]->(:ScreeningList) })
  RETURN path, arrows, initiative, source
  UNION ALL
  WITH 4 AS most WHERE $hops > most
  MATCH path = (initiative:Initiative {id: $initiative})<-[arrows:OWNS|CONTROLS|CONSOLIDATES|MEMBER_OF|FOUNDED|FUNDS|PARTNERS_WITH|LEADS*1..6]-(source:State|PublicBody|Company|Organization|Person)
  WHERE source:State OR EXISTS { MATCH (source)-[:PART_OF]->(:State|PublicBody) }
     OR ('LISTED_ON' IN $kinds AND EXISTS { MATCH (source)-[:LISTED_ON]->(:ScreeningList) })
  RETURN path, arrows, initiative, source
}
WITH path, arrows, initiative, source,
     CASE WHEN source:State THEN 'state'
          WHEN EXISTS { MATCH (source)-[:PART_OF]->(:State|PublicBody) } THEN 'state body'
          WHEN EXISTS {
                 MATCH (source)-[listing:LISTED_ON]->(:ScreeningList)
                 WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
                   AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > date($as_of)) } THEN 'listed party'
          ELSE null END AS source_is
WHERE source_is IS NOT NULL
WITH path, arrows, initiative, source, source_is
WHERE length(path) <= $hops
  AND all(arrow IN arrows WHERE type(arrow) IN $kinds
    AND (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
    AND (arrow.end_date IS NULL OR arrow.disputed OR arrow.end_date > date($as_of)))
WITH path, arrows, initiative, source, source_is
WHERE all(node IN nodes(path) WHERE single(other IN nodes(path) WHERE other.id = node.id))
RETURN source.id AS source_id, source.name AS source, source_is, initiative.id AS initiative_id, initiative.name AS initiative,
       length(path) AS hops,
       all(arrow IN arrows WHERE arrow.start_date IS NOT NULL) AS dated,
       any(arrow IN arrows WHERE coalesce(arrow.fresh_until < date($as_of), false)) AS stale,
       reverse([node IN nodes(path) | node.id]) AS node_ids, reverse([node IN nodes(path) | node.name]) AS node_names,
       reverse([node IN nodes(path) | head([label IN labels(node) WHERE label <> 'Party'])]) AS node_kinds,
       reverse([arrow IN arrows | arrow.id]) AS arrow_ids, reverse([arrow IN arrows | type(arrow)]) AS arrow_kinds,
       reverse([arrow IN arrows | arrow.claims]) AS claims
ORDER BY hops, source, arrow_ids
