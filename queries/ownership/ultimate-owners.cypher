// id:       ownership.ultimate-owners
// question: At whom do the chains of ownership into the members of $initiative end, and between which bounds do their shares lie?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, company_id, company, name_match, owner_id, owner, owner_kind, ends_as, not_named_because, state_id, state, share, share_min, share_max, share_of, hops, unknown_min, unknown_max, unknown_in, disputed, stale, computed_for, first_stated, last_stated, stakes, arrow_id, claims
// draws:    owner, owns, company, same, member
// uses:     Party, State, Initiative, ULTIMATELY_OWNS, MEMBER_OF, POSSIBLY_SAME, PART_OF
// caveat:   Computed by beholden from stated stakes, for the release's date: shares multiply along chains and chains add. It is a share of the worth and says nothing about control or any rule.
// caveat:   From 0 to 1 means that stakes are stated and their shares or dates are not. unknown_min and unknown_max bound the part of the member whose owners nobody states.
// caveat:   A company at the end of a chain has owners too; no loaded source states them. A member without a row has no stated owner.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
WITH DISTINCT member
MATCH (member)-[same:POSSIBLY_SAME*0..1]-(company:Party)<-[owns:ULTIMATELY_OWNS]-(owner:Party)
OPTIONAL MATCH (owner)-[:PART_OF*1..3]->(above:State)
WITH member, same, company, owns, owner, CASE WHEN above IS NULL AND owner:State THEN owner ELSE above END AS state
RETURN member.id AS member_id, member.name AS member, company.id AS company_id, company.name AS company,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       owner.id AS owner_id, owner.name AS owner, head([label IN labels(owner) WHERE label <> 'Party']) AS owner_kind,
       owns.ends_as AS ends_as, owner.unknown_reason AS not_named_because, state.id AS state_id, state.name AS state,
       owns.share AS share, coalesce(owns.share, owns.share_min) AS share_min,
       coalesce(owns.share, owns.share_max) AS share_max, owns.share_of AS share_of, owns.hops AS hops,
       owns.unknown_min AS unknown_min, owns.unknown_max AS unknown_max, owns.unknown_in AS unknown_in,
       owns.disputed AS disputed, owns.fresh_until < date($as_of) AS stale, owns.as_of AS computed_for,
       owns.first_stated AS first_stated, owns.last_stated AS last_stated, owns.stakes AS stakes,
       owns.id AS arrow_id, owns.claims AS claims
ORDER BY member, member_id, share_min DESC, share_max DESC, owner_id, state_id, arrow_id
