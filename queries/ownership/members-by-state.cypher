// id:       ownership.members-by-state
// question: How many members of $initiative have a stake or control of a state or state body above them, by state?
// params:   initiative: id = ungc, as_of: date, hops: integer 1..4 = 4
// returns:  state_id, state, members, shares_unknown, stale, name_matches, member_names, match_names, owner_names, member_ids, match_ids
// uses:     State, PublicBody, Party, Initiative, REACHES, OWNS, CONTROLS, MEMBER_OF, POSSIBLY_SAME, PART_OF
// caveat:   A stake of any size counts, and one that no source states the size of; the row does not say that a member is state-owned.
// caveat:   Name matches are counted apart, in name_matches, and are in no other number: they rest on name and country alone.
// caveat:   A body whose place in a state no source states stands in a row without a state. A state without a row may own members that no loaded source tells of.

MATCH (owner:State|PublicBody)-[reach:REACHES]->(company:Party)
WHERE reach.hops <= $hops
MATCH (company)-[same:POSSIBLY_SAME*0..1]-(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
MATCH path = (company)<-[up:OWNS|CONTROLS*1..4]-(owner)
WHERE length(path) <= $hops
  AND all(stake IN up WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
WITH owner, same, member, membership, initiative, reverse(up) AS stakes, reverse(up) + same + [membership] AS arrows,
     reverse(nodes(path)) + CASE WHEN size(same) = 0 THEN [initiative] ELSE [member, initiative] END AS along
WHERE all(node IN along WHERE single(other IN along WHERE other.id = node.id))
OPTIONAL MATCH (owner)-[:PART_OF*1..3]->(above:State)
WITH CASE WHEN above IS NULL AND owner:State THEN owner ELSE above END AS state, owner, member, size(same) AS by_name,
     CASE WHEN all(stake IN stakes WHERE stake.share IS NOT NULL) THEN 0 ELSE 1 END AS unknown,
     CASE WHEN any(arrow IN arrows WHERE coalesce(arrow.fresh_until < date($as_of), false))
            THEN 1 ELSE 0 END AS old
ORDER BY owner.name
WITH state.id AS state_id, state.name AS state, member.id AS member_id, member.name AS member,
     min(by_name) AS by_name, min(unknown) AS unknown, min(old) AS old, collect(DISTINCT owner.name) AS owners
ORDER BY member, member_id
WITH state_id, state,
     collect({id: member_id, name: member, by_name: by_name, unknown: unknown, old: old, owners: owners}) AS found
RETURN state_id, state,
       size([one IN found WHERE one.by_name = 0]) AS members,
       size([one IN found WHERE one.by_name = 0 AND one.unknown = 1]) AS shares_unknown,
       size([one IN found WHERE one.by_name = 0 AND one.old = 1]) AS stale,
       size([one IN found WHERE one.by_name = 1]) AS name_matches,
       [one IN found WHERE one.by_name = 0 | one.name] AS member_names,
       [one IN found WHERE one.by_name = 1 | one.name] AS match_names,
       reduce(names = [], one IN found | names + [owner IN one.owners WHERE NOT owner IN names]) AS owner_names,
       [one IN found WHERE one.by_name = 0 | one.id] AS member_ids,
       [one IN found WHERE one.by_name = 1 | one.id] AS match_ids
ORDER BY members DESC, name_matches DESC, state_id
