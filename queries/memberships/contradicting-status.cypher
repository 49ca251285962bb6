// id:       memberships.contradicting-status
// question: Which parties are listed by one initiative and were taken off, or left, another?
// params:   as_of: date, good: texts = active,targets_set,committed,reported_joined,not_stated, fallen: texts = delisted,withdrawn,commitment_removed
// returns:  party_id, party, name_match, initiative_id, initiative, status, target_type, since, other_party_id, other_party, other_initiative_id, other_initiative, other_status, other_target_type, other_since, other_until, other_reason, copy_of, stale, other_copy_of, other_stale, reasons, membership_id, other_membership_id, claims
// draws:    other_party, lost, other_initiative, same, party, kept, initiative
// uses:     Party, Initiative, MEMBER_OF, POSSIBLY_SAME
// caveat:   Each initiative judges by its own rules; the two standings may both be right, and may be of two dates. Each is the newest word of its source, on the date of its copy.
// caveat:   The status not_stated means that a copy lists the party and says nothing of its standing.
// caveat:   A row with a name match rests on name and country alone.
// caveat:   A party without a row may be in one initiative only, as far as loaded, or under two names that nothing joins.

MATCH (other_party:Party)-[lost:MEMBER_OF]->(other_initiative:Initiative)
WHERE lost.status IN $fallen
  AND (lost.start_earliest IS NULL OR lost.start_earliest <= date($as_of))
  AND (lost.end_date IS NULL OR lost.end_date <= date($as_of))
  AND NOT EXISTS {
        MATCH (other_party)-[newer:MEMBER_OF]->(other_initiative)
        WHERE coalesce(newer.target_type = lost.target_type, newer.target_type IS NULL AND lost.target_type IS NULL)
          AND newer.sources = lost.sources AND newer.last_stated > lost.last_stated }
MATCH (other_party)-[same:POSSIBLY_SAME*0..1]-(party:Party)-[kept:MEMBER_OF]->(initiative:Initiative)
WHERE coalesce(kept.status, 'not_stated') IN $good AND initiative.id <> other_initiative.id
  AND (kept.start_earliest IS NULL OR kept.start_earliest <= date($as_of))
  AND (kept.end_date IS NULL OR kept.disputed OR kept.end_date > date($as_of))
  AND NOT EXISTS {
        MATCH (party)-[newer:MEMBER_OF]->(initiative)
        WHERE coalesce(newer.target_type = kept.target_type, newer.target_type IS NULL AND kept.target_type IS NULL)
          AND newer.sources = kept.sources AND newer.last_stated > kept.last_stated }
RETURN party.id AS party_id, party.name AS party,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       initiative.id AS initiative_id, initiative.name AS initiative, coalesce(kept.status, 'not_stated') AS status,
       kept.target_type AS target_type, kept.start_text AS since,
       other_party.id AS other_party_id, other_party.name AS other_party,
       other_initiative.id AS other_initiative_id, other_initiative.name AS other_initiative,
       lost.status AS other_status, lost.target_type AS other_target_type, lost.start_text AS other_since,
       lost.end_text AS other_until, lost.ended_reason AS other_reason,
       kept.last_stated AS copy_of, kept.fresh_until < date($as_of) AS stale,
       lost.last_stated AS other_copy_of, lost.fresh_until < date($as_of) AS other_stale,
       CASE WHEN size(same) = 0 THEN [] ELSE same[0].reasons END AS reasons,
       kept.id AS membership_id, lost.id AS other_membership_id, [kept.claims, lost.claims] AS claims
ORDER BY party, party_id, initiative_id, other_initiative_id, membership_id, other_membership_id
