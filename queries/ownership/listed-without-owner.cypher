// id:       ownership.listed-without-owner
// question: Which companies and organisations on screening lists have no owner that a loaded source names?
// params:   as_of: date
// returns:  party_id, party, party_kind, country, lists, effects, listings_stale, reasons_no_owner, ended_stakes, consolidated_by, owners_by_name_match, linked_to, list_ids, listing_ids, claims
// uses:     Company, Organization, Party, ScreeningList, LISTED_ON, OWNS, CONTROLS, CONSOLIDATES, POSSIBLY_SAME
// caveat:   These are blind spots of what is loaded. A row does not say that a party has no owner, or hides one.
// caveat:   An owner that a source declares as not named is no known owner; why it is not named stands in reasons_no_owner.
// caveat:   owners_by_name_match counts stakes in a party whose name and country match, which nobody has confirmed to be this one.

MATCH (party:Company|Organization)-[listing:LISTED_ON]->(list:ScreeningList)
WHERE (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
  AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > date($as_of))
  AND NOT EXISTS {
        MATCH (party)<-[stake:OWNS|CONTROLS]-(owner:Party)
        WHERE owner.unknown_reason IS NULL AND owner.id <> party.id
          AND (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
          AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)) }
WITH party, listing, list ORDER BY list.id, listing.id
WITH party, collect(list.name) AS lists, collect(list.effect) AS effects, collect(list.id) AS list_ids,
     collect(listing.id) AS listing_ids, collect(listing.claims) AS claims,
     max(CASE WHEN listing.fresh_until < date($as_of) THEN 1 ELSE 0 END) AS stale
OPTIONAL MATCH (party)<-[:OWNS|CONTROLS]-(unnamed:Party)
WHERE unnamed.unknown_reason IS NOT NULL
WITH party, lists, effects, list_ids, listing_ids, claims, stale, unnamed ORDER BY unnamed.unknown_reason
WITH party, lists, effects, list_ids, listing_ids, claims, stale,
     collect(DISTINCT unnamed.unknown_reason) AS reasons_no_owner
OPTIONAL MATCH (party)<-[:CONSOLIDATES]-(parent:Party)
WITH party, lists, effects, list_ids, listing_ids, claims, stale, reasons_no_owner, parent ORDER BY parent.name
WITH party, lists, effects, list_ids, listing_ids, claims, stale, reasons_no_owner,
     collect(DISTINCT parent.name) AS consolidated_by
RETURN party.id AS party_id, party.name AS party,
       head([label IN labels(party) WHERE label <> 'Party']) AS party_kind, party.country AS country,
       lists, effects, stale = 1 AS listings_stale, reasons_no_owner,
       COUNT { MATCH (party)<-[ended:OWNS|CONTROLS]-(:Party)
               WHERE ended.end_date <= date($as_of) AND NOT ended.disputed } AS ended_stakes,
       consolidated_by,
       COUNT { MATCH (party)-[:POSSIBLY_SAME]-(:Party)<-[:OWNS|CONTROLS]-(:Party) } AS owners_by_name_match,
       party.linked_to AS linked_to, list_ids, listing_ids, claims
ORDER BY party, party_id
