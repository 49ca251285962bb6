// id:       ownership.rings
// question: Which parties hold stakes in each other in a ring?
// params:   as_of: date, hops: integer 1..6 = 4
// returns:  parties, hops, shares, shares_known, dated, stale, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path
// uses:     Party, OWNS, CONTROLS
// caveat:   Each ring is told once, from its smallest id on, and ends where it began; parallel stakes on one side give a row each.
// caveat:   A ring of one is a party that holds a stake in itself. Rings of more than six sides are not looked for.
// caveat:   Cross-holdings are lawful in many places; a row says that the stakes are stated, and no more.

MATCH path = (first:Party)-[stakes:OWNS|CONTROLS*1..6]->(first)
WHERE length(path) <= $hops
  AND all(node IN nodes(path) WHERE first.id <= node.id)
  AND all(node IN nodes(path)[1..] WHERE single(other IN nodes(path)[1..] WHERE other.id = node.id))
  AND all(stake IN stakes WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
RETURN [node IN nodes(path)[1..] | node.name] AS parties, length(path) AS hops,
       [stake IN stakes | stake.share] AS shares,
       all(stake IN stakes WHERE stake.share IS NOT NULL) AS shares_known,
       all(stake IN stakes WHERE stake.start_date IS NOT NULL) AS dated,
       any(stake IN stakes WHERE coalesce(stake.fresh_until < date($as_of), false)) AS stale,
       [node IN nodes(path) | node.id] AS node_ids, [node IN nodes(path) | node.name] AS node_names,
       [node IN nodes(path) | head([label IN labels(node) WHERE label <> 'Party'])] AS node_kinds,
       [stake IN stakes | stake.id] AS arrow_ids, [stake IN stakes | type(stake)] AS arrow_kinds,
       [stake IN stakes | stake.claims] AS claims
ORDER BY hops, node_ids, arrow_ids
