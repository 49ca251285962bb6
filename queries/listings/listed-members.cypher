// id:       listings.listed-members
// question: Which members of $initiative stand or stood on a screening list, and which came first?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, name_match, list_id, list, effect, programme, listed_name, listed_on, delisted_on, disputed, joined_on, came_first, reads, copy_of, listing_stale, member_copy_of, membership_stale, member_status, effect_says, scope, reasons, listing_id, membership_id, claims
// draws:    member, same, listed, listing, list
// uses:     Party, Initiative, ScreeningList, MEMBER_OF, LISTED_ON, POSSIBLY_SAME
// caveat:   A row says what the named copy of a list says. Only a blocking list blocks; the effect column has each list's own.
// caveat:   "Name match, not confirmed" means the same country and an identical name, or one that differs in lacking a legal form, and nothing more, until somebody judges it.
// caveat:   A member without a row is not on the loaded copies of the loaded lists under this name; that does not mean it is on no list.

MATCH (member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
MATCH (member)-[same:POSSIBLY_SAME*0..1]-(listed:Party)-[listing:LISTED_ON]->(list:ScreeningList)
WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
  AND (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
WITH member, membership, same, listed, listing, list,
     listing.fresh_until < date($as_of) AS listing_stale,
     membership.fresh_until < date($as_of) AS membership_stale,
     CASE WHEN listing.start_date IS NULL OR membership.start_date IS NULL THEN 'order not known'
          WHEN listing.start_date < membership.start_earliest
               AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > membership.start_date)
               AND (listing.fresh_until >= date($as_of) OR listing.last_stated >= membership.start_date)
            THEN 'listed before it joined'
          WHEN listing.start_date < membership.start_earliest AND listing.end_date <= membership.start_earliest
            THEN 'delisted before it joined'
          WHEN membership.start_date < listing.start_earliest THEN 'joined before it was listed'
          WHEN membership.start_date = listing.start_date AND membership.start_earliest = listing.start_earliest
               AND membership.start_earliest = membership.start_date THEN 'listed and joined on one day'
          ELSE 'order not known' END AS came_first
RETURN member.id AS member_id, member.name AS member,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       list.id AS list_id, coalesce(list.short, list.name) AS list, list.effect AS effect, listing.programme AS programme,
       listed.name AS listed_name, listing.start_text AS listed_on, listing.end_text AS delisted_on,
       listing.disputed AS disputed, membership.start_text AS joined_on, came_first,
       CASE WHEN listing.disputed THEN 'the end of this listing is disputed; ' + came_first
            WHEN listing.end_date <= date($as_of) THEN 'delisted since, on ' + listing.end_text + '; ' + came_first
            WHEN listing_stale THEN 'listed in the copy of ' + toString(listing.last_stated) + '; later status not checked'
            ELSE came_first END AS reads,
       listing.last_stated AS copy_of, listing_stale,
       membership.last_stated AS member_copy_of, membership_stale, membership.status AS member_status,
       list.effect_says AS effect_says, listing.scope AS scope,
       CASE WHEN size(same) = 0 THEN [] ELSE same[0].reasons END AS reasons,
       listing.id AS listing_id, membership.id AS membership_id,
       [listing.claims, membership.claims] AS claims
ORDER BY member, member_id, list_id, listing_id, membership_id, listed_name
