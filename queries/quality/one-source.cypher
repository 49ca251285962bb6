// id:       quality.one-source
// question: Which relations rest on the word of one speaker alone?
// params:   as_of: date, kinds: texts = OWNS,CONTROLS,SUPPLIES,MAKES,USED_AT,HOLDS_POST,LEADS,FOUNDED,FUNDS,PARTNERS_WITH
// returns:  from_id, from_name, arrow, to_id, to_name, stated_by, grades, relations, first_stated, last_stated, stale, sources, relation_ids, claims
// uses:     Party, Product
// caveat:   One source is not a weak source: a register is the one that knows, and a row says only that no second speaker is loaded.
// caveat:   Two speakers that repeat a third count as two here; whether they are independent is for a person to tell.
// caveat:   MEMBER_OF and LISTED_ON can be asked for as well; an initiative and a list are usually the only ones that speak of their own.

MATCH (from_entity:Party|Product)-[arrow]->(to_entity)
WHERE type(arrow) IN $kinds AND (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
UNWIND arrow.stated_by AS speaker
WITH from_entity.id AS from_id, from_entity.name AS from_name, type(arrow) AS kind,
     to_entity.id AS to_id, to_entity.name AS to_name, speaker, arrow ORDER BY arrow.id
WITH from_id, from_name, kind, to_id, to_name, collect(DISTINCT speaker) AS speakers, collect(arrow) AS arrows
WHERE size(speakers) = 1
RETURN from_id, from_name, kind AS arrow, to_id, to_name, speakers[0] AS stated_by,
       [one IN arrows | one.grade] AS grades, size(arrows) AS relations,
       [one IN arrows | one.first_stated] AS first_stated, [one IN arrows | one.last_stated] AS last_stated,
       all(one IN arrows WHERE coalesce(one.fresh_until < date($as_of), false)) AS stale,
       [one IN arrows | one.sources] AS sources, [one IN arrows | one.id] AS relation_ids,
       [one IN arrows | one.claims] AS claims
ORDER BY arrow, from_name, from_id, to_id
