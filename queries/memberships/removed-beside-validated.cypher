// id:       memberships.removed-beside-validated
// question: Which members of $initiative have one promise validated and another one taken off?
// params:   initiative: id = sbti, as_of: date
// returns:  party_id, party, initiative_id, initiative, validated, validated_since, removed, removed_since, removed_until, removed_reason, copy_of, stale, removed_copy_of, removed_stale, stated_by, removed_stated_by, membership_id, removed_membership_id, claims
// draws:    party, lost, kept, initiative
// uses:     Party, Initiative, MEMBER_OF
// caveat:   A commitment is taken off for many reasons, such as a missed day for sending the target in; the row gives none but what is published.
// caveat:   validated and removed are the types of target as published. Each standing is the newest word of its source; the two may be of copies of two dates.
// caveat:   A member without a row may have lost a commitment that no loaded copy tells of.

MATCH (party:Party)-[lost:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE lost.status = 'commitment_removed'
  AND (lost.start_earliest IS NULL OR lost.start_earliest <= date($as_of))
  AND (lost.end_date IS NULL OR lost.end_date <= date($as_of))
  AND NOT EXISTS {
        MATCH (party)-[newer:MEMBER_OF]->(initiative)
        WHERE newer.target_type = lost.target_type AND newer.sources = lost.sources
          AND newer.last_stated > lost.last_stated }
MATCH (party)-[kept:MEMBER_OF]->(initiative)
WHERE kept.status = 'targets_set'
  AND (kept.target_type IS NULL OR lost.target_type IS NULL OR kept.target_type <> lost.target_type)
  AND (kept.start_earliest IS NULL OR kept.start_earliest <= date($as_of))
  AND (kept.end_date IS NULL OR kept.disputed OR kept.end_date > date($as_of))
  AND NOT EXISTS {
        MATCH (party)-[newer:MEMBER_OF]->(initiative)
        WHERE newer.target_type = kept.target_type AND newer.sources = kept.sources
          AND newer.last_stated > kept.last_stated }
RETURN party.id AS party_id, party.name AS party, initiative.id AS initiative_id, initiative.name AS initiative,
       kept.target_type AS validated, kept.start_text AS validated_since,
       lost.target_type AS removed, lost.start_text AS removed_since, lost.end_text AS removed_until,
       lost.ended_reason AS removed_reason,
       kept.last_stated AS copy_of, kept.fresh_until < date($as_of) AS stale,
       lost.last_stated AS removed_copy_of, lost.fresh_until < date($as_of) AS removed_stale,
       kept.stated_by AS stated_by, lost.stated_by AS removed_stated_by,
       kept.id AS membership_id, lost.id AS removed_membership_id, [kept.claims, lost.claims] AS claims
ORDER BY party, party_id, validated, removed, membership_id, removed_membership_id
