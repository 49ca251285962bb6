// id:       initiative.members
// question: Who is or was a member of $initiative, with which standing, and does any source name an owner?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, member_kind, country, status, tier, target_type, joined_on, left_on, current, owners, owners_by_name_match, copy_of, stale, stated_by, membership_id, claims
// uses:     Party, Initiative, MEMBER_OF, OWNS, CONTROLS, POSSIBLY_SAME
// caveat:   Membership is not approval. What stands here is the newest word of each source, on the date of its copy.
// caveat:   owners counts those that a loaded source names as of the date asked; 0 says that none does, not that there is none.
// caveat:   owners_by_name_match counts owners of a party whose name and country match, which nobody has confirmed to be this one.

MATCH (member:Party)-[membership:MEMBER_OF]->(:Initiative {id: $initiative})
RETURN member.id AS member_id, member.name AS member,
       head([label IN labels(member) WHERE label <> 'Party']) AS member_kind, member.country AS country,
       membership.status AS status, membership.tier AS tier, membership.target_type AS target_type,
       membership.start_text AS joined_on, membership.end_text AS left_on,
       (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
         AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of)) AS current,
       COUNT { MATCH (member)<-[stake:OWNS|CONTROLS]-(owner:Party)
               WHERE owner.unknown_reason IS NULL AND owner.id <> member.id
                 AND (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
                 AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)) } AS owners,
       COUNT { MATCH (member)-[:POSSIBLY_SAME]-(:Party)<-[:OWNS|CONTROLS]-(:Party) } AS owners_by_name_match,
       membership.last_stated AS copy_of, coalesce(membership.fresh_until < date($as_of), false) AS stale,
       membership.stated_by AS stated_by, membership.id AS membership_id, membership.claims AS claims
ORDER BY member, member_id, membership_id
