// id:       ownership.listed-owners
// question: Which members of $initiative have a party on a screening list above them, and through which stakes?
// params:   initiative: id = ungc, as_of: date, hops: integer 1..4 = 4
// returns:  owner_id, owner, listed_name, name_match, list_id, list, effect, programme, listed_on, reads, copy_of, listing_stale, member_id, member, shares, shares_known, dated, stale, joined_on, member_status, membership_stale, hops, effect_says, scope, reasons, listing_id, membership_id, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path, first, same, listed, listing, list, member, membership, initiative
// uses:     Party, Initiative, ScreeningList, REACHES, OWNS, CONTROLS, MEMBER_OF, LISTED_ON, POSSIBLY_SAME
// caveat:   The list names the owner and not the member. What it means for a company below is a question for the rule of the authority, and no row answers it.
// caveat:   A share is listed for each arrow and never multiplied; null means that no source states it.
// caveat:   A row with a name match, at the owner or at the member, rests on name and country alone.
// caveat:   A member without a row has no listed owner in the loaded copies; owners that no loaded source states are missing.

MATCH (listed:Party)-[listing:LISTED_ON]->(list:ScreeningList)
WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
  AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > date($as_of))
MATCH (listed)-[first:POSSIBLY_SAME*0..1]-(owner:Party)
MATCH (owner)-[reach:REACHES]->(company:Party)
WHERE reach.hops <= $hops
MATCH (company)-[same:POSSIBLY_SAME*0..1]-(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
MATCH path = (company)<-[up:OWNS|CONTROLS*1..4]-(owner)
WHERE length(path) <= $hops
  AND all(stake IN up WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
WITH path, listed, listing, list, first, owner, same, member, membership, initiative,
     reverse(up) AS stakes, first + reverse(up) + same + [membership] AS arrows,
     CASE WHEN size(first) = 0 THEN [] ELSE [listed] END + reverse(nodes(path))
     + CASE WHEN size(same) = 0 THEN [initiative] ELSE [member, initiative] END AS along
WHERE all(node IN along WHERE single(other IN along WHERE other.id = node.id))
RETURN owner.id AS owner_id, owner.name AS owner, listed.name AS listed_name,
       CASE WHEN size(first) + size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       list.id AS list_id, list.name AS list, list.effect AS effect, listing.programme AS programme,
       listing.start_text AS listed_on,
       CASE WHEN listing.disputed THEN 'the end of this listing is disputed; ' ELSE '' END
       + 'listed in the copy of ' + toString(listing.last_stated)
       + CASE WHEN listing.fresh_until < date($as_of) THEN '; later status not checked' ELSE '' END AS reads,
       listing.last_stated AS copy_of, listing.fresh_until < date($as_of) AS listing_stale,
       member.id AS member_id, member.name AS member,
       [stake IN stakes | stake.share] AS shares,
       all(stake IN stakes WHERE stake.share IS NOT NULL) AS shares_known,
       all(stake IN stakes WHERE stake.start_date IS NOT NULL) AS dated,
       any(stake IN stakes WHERE coalesce(stake.fresh_until < date($as_of), false)) AS stale,
       membership.start_text AS joined_on, membership.status AS member_status,
       membership.fresh_until < date($as_of) AS membership_stale,
       size(stakes) AS hops, list.effect_says AS effect_says, listing.scope AS scope,
       CASE WHEN size(first) = 0 THEN [] ELSE first[0].reasons END
       + CASE WHEN size(same) = 0 THEN [] ELSE same[0].reasons END AS reasons,
       listing.id AS listing_id, membership.id AS membership_id,
       [node IN along | node.id] AS node_ids, [node IN along | node.name] AS node_names,
       [node IN along | head([label IN labels(node) WHERE label <> 'Party'])] AS node_kinds,
       [arrow IN arrows | arrow.id] AS arrow_ids,
       [arrow IN arrows | type(arrow)] AS arrow_kinds,
       [listing.claims] + [arrow IN arrows | arrow.claims] AS claims
ORDER BY member, member_id, hops, owner, list_id, listing_id, arrow_ids
