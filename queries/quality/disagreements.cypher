// id:       quality.disagreements
// question: Where do two sources say different things about one relation: its share, start, end or status?
// params:   as_of: date, kinds: texts = OWNS,CONTROLS,CONSOLIDATES,LISTED_ON,MEMBER_OF,SUPPLIES,AWARDED,HOLDS_POST,LEADS
// returns:  from_id, from_name, arrow, to_id, to_name, differs, shares, starts, ends, statuses, stated_by, other_stated_by, last_stated, other_last_stated, grades, disputed, arrow_id, other_arrow_id, claims
// uses:     Party
// caveat:   Two sources may tell of two things that both are true, such as stakes of two dates or two entries; a row asks to look, and no side is taken.
// caveat:   Dates and shares that both can be true at once, such as 2024 and 2024-02-06, or 0.4 and "more than 0.25", are no difference.
// caveat:   Where no second source is loaded there is nothing to differ: a relation without a row is not thereby confirmed.

MATCH (from_party:Party)-[arrow]->(to_entity)
WHERE type(arrow) IN $kinds AND (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
WITH from_party.id AS from_id, from_party.name AS from_name, type(arrow) AS kind,
     to_entity.id AS to_id, to_entity.name AS to_name, collect(arrow) AS arrows
WHERE size(arrows) > 1
UNWIND arrows AS one
UNWIND arrows AS other
WITH from_id, from_name, kind, to_id, to_name, one, other,
     coalesce(one.share, one.share_min) AS one_least, coalesce(one.share, one.share_max) AS one_most,
     coalesce(other.share, other.share_min) AS other_least, coalesce(other.share, other.share_max) AS other_most
WHERE one.id < other.id
  AND none(speaker IN one.stated_by WHERE speaker IN other.stated_by)
  AND coalesce(one.target_type = other.target_type, true)
  AND coalesce(one.share_of = other.share_of OR 'unknown' IN [one.share_of, other.share_of], true)
WITH from_id, from_name, kind, to_id, to_name, one, other,
     CASE WHEN one_least > other_most OR other_least > one_most THEN ['share'] ELSE [] END
     + CASE WHEN one.start_date < other.start_earliest OR other.start_date < one.start_earliest THEN ['start'] ELSE [] END
     + CASE WHEN one.end_latest < other.end_date OR other.end_latest < one.end_date
              OR (one.end_date <= date($as_of) AND other.end_date IS NULL AND other.last_stated > one.end_latest)
              OR (other.end_date <= date($as_of) AND one.end_date IS NULL AND one.last_stated > other.end_latest)
            THEN ['end'] ELSE [] END
     + CASE WHEN one.status <> other.status THEN ['status'] ELSE [] END AS differs
WHERE size(differs) > 0
RETURN from_id, from_name, kind AS arrow, to_id, to_name, differs,
       [[one.share, one.share_min, one.share_max], [other.share, other.share_min, other.share_max]] AS shares,
       [one.start_text, other.start_text] AS starts, [one.end_text, other.end_text] AS ends,
       [one.status, other.status] AS statuses,
       one.stated_by AS stated_by, other.stated_by AS other_stated_by,
       one.last_stated AS last_stated, other.last_stated AS other_last_stated, [one.grade, other.grade] AS grades,
       one.disputed OR other.disputed AS disputed, one.id AS arrow_id, other.id AS other_arrow_id,
       [one.claims, other.claims] AS claims
ORDER BY from_name, from_id, arrow, to_id, arrow_id, other_arrow_id
