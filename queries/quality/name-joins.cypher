// id:       quality.name-joins
// question: Which members of $initiative were joined from several records without any identifier, by name or by a judgement?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, member_kind, name_match, joined_on, member_status, membership_record, other_records, sources, names, countries, membership_id, claims
// draws:    member, membership, initiative
// uses:     Party, Initiative, MEMBER_OF
// caveat:   These joins rest on name and country alone, or on somebody's judgement; neither side stands on a list unless a person judged it.
// caveat:   Which of the two it was is in the release's joins.json. A party that has an identifier and was joined to a further record by name is not here.

MATCH (member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE size(member.members) > 1 AND size(member.identifiers) = 0
  AND (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
RETURN member.id AS member_id, member.name AS member, head([label IN labels(member) WHERE label <> 'Party']) AS member_kind,
       'joined by name or judgement' AS name_match,
       membership.start_text AS joined_on, membership.status AS member_status,
       membership.from_stated AS membership_record,
       [record IN member.members WHERE record <> membership.from_stated] AS other_records,
       member.sources AS sources, member.names AS names, member.countries AS countries,
       membership.id AS membership_id, member.claims AS claims
ORDER BY member, member_id, membership_id
