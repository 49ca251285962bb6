// id:       products.reported-places
// question: At which places are products of parties on screening lists said to be present, and by whom?
// params:   as_of: date
// returns:  party_id, party, product, concerns, place_id, place, place_type, region, how, since, until, disputed, stale, stated_by, grade, quote, lists, effects, listings_stale, list_ids, listing_ids, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path
// uses:     Party, Place, ScreeningList, MAKES, USED_AT, LISTED_ON
// caveat:   A row is what somebody says; it is no finding. Presence at a place does not say who put it there, what it does or that its maker knew.
// caveat:   The lists are those of the maker. Lists differ in effect, and a listing does not rest on the presence unless the list says so.
// caveat:   A place or product without a row is one that no loaded source speaks of. Name matches are not followed.

MATCH path = (place:Place)<-[used:USED_AT]-(thing)<-[makes:MAKES*0..1]-(party:Party)
WHERE all(arrow IN relationships(path) WHERE arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
MATCH (party)-[listing:LISTED_ON]->(list:ScreeningList)
WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
  AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > date($as_of))
WITH path, party, makes, thing, used, place, listing, list ORDER BY list.id, listing.id
WITH path, party, makes, thing, used, place,
     collect(list.name) AS lists, collect(list.effect) AS effects, collect(list.id) AS list_ids,
     collect(listing.fresh_until < date($as_of)) AS listings_stale, collect(listing.id) AS listing_ids,
     collect(listing.claims) AS listing_claims
RETURN party.id AS party_id, party.name AS party,
       CASE WHEN size(makes) = 0 THEN null ELSE thing.name END AS product,
       CASE WHEN size(makes) = 0 THEN null ELSE thing.concerns END AS concerns,
       place.id AS place_id, place.name AS place, place.place_type AS place_type, place.region AS region,
       used.how AS how, used.start_text AS since, used.end_text AS until, used.disputed AS disputed,
       any(arrow IN relationships(path) WHERE coalesce(arrow.fresh_until < date($as_of), false)) AS stale,
       used.stated_by AS stated_by, used.grade AS grade, used.quote AS quote,
       lists, effects, listings_stale, list_ids, listing_ids,
       [node IN reverse(nodes(path)) | node.id] AS node_ids, [node IN reverse(nodes(path)) | node.name] AS node_names,
       [node IN reverse(nodes(path)) | head([label IN labels(node) WHERE label <> 'Party'])] AS node_kinds,
       [arrow IN reverse(relationships(path)) | arrow.id] AS arrow_ids,
       [arrow IN reverse(relationships(path)) | type(arrow)] AS arrow_kinds,
       [arrow IN reverse(relationships(path)) | arrow.claims] + listing_claims AS claims
ORDER BY party, party_id, place, place_id, product, arrow_ids
