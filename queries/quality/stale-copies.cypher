// id:       quality.stale-copies
// question: How much of what each source says rests on copies that are too old, by kind of relation?
// params:   as_of: date
// returns:  source, arrow, relations, stale, oldest, newest, first_stale_after
// uses:     Party, Product, Policy, Statement
// caveat:   Relations that ended on or before the date asked, and those that the software derives or brings along, are not counted.
// caveat:   A source that is not here has stated no relation, or is not loaded.

MATCH (from_entity:Party|Product|Policy|Statement)-[arrow]->(to_entity)
WHERE NOT arrow.derived AND arrow.fresh_until IS NOT NULL
  AND (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
  AND (arrow.end_date IS NULL OR arrow.disputed OR arrow.end_date > date($as_of))
UNWIND arrow.sources AS source
WITH source, type(arrow) AS kind, arrow.last_stated AS stated, arrow.fresh_until AS fresh
RETURN source, kind AS arrow, count(*) AS relations,
       sum(CASE WHEN fresh < date($as_of) THEN 1 ELSE 0 END) AS stale,
       min(stated) AS oldest, max(stated) AS newest, min(fresh) AS first_stale_after
ORDER BY stale DESC, source, arrow
