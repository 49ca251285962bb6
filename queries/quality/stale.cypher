// id:       quality.stale
// question: Which relations rest on a copy that is older than its source says a copy may be?
// params:   as_of: date, kinds: texts = OWNS,CONTROLS,LISTED_ON
// returns:  from_id, from_name, arrow, to_id, to_name, reads, since, until, last_stated, stale_after, stated_by, grade, sources, arrow_id, claims
// draws:    from_entity, arrow, to_entity
// uses:     Party, Product
// caveat:   Old is not wrong: the row reads "in the copy of", and whether it still holds has not been checked.
// caveat:   MEMBER_OF and other kinds can be asked for as well; quality.stale-copies counts them all.
// caveat:   What has ended on or before the date asked is not here, since no later copy is needed for it.

MATCH (from_entity:Party|Product)-[arrow]->(to_entity)
WHERE type(arrow) IN $kinds AND arrow.fresh_until < date($as_of)
  AND (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
  AND (arrow.end_date IS NULL OR arrow.disputed OR arrow.end_date > date($as_of))
RETURN from_entity.id AS from_id, from_entity.name AS from_name, type(arrow) AS arrow,
       to_entity.id AS to_id, to_entity.name AS to_name,
       'in the copy of ' + toString(arrow.last_stated) + '; later status not checked' AS reads,
       arrow.start_text AS since, arrow.end_text AS until, arrow.last_stated AS last_stated,
       arrow.fresh_until AS stale_after,
       arrow.stated_by AS stated_by, arrow.grade AS grade, arrow.sources AS sources,
       arrow.id AS arrow_id, arrow.claims AS claims
ORDER BY stale_after, arrow, from_name, from_id, arrow_id
