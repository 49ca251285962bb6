// id:       quality.meeting-records
// question: Which listed members of $initiative are listed in one record and a member in another, so that they are both only because the records were taken for one party?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, list_id, list, listing_record, membership_record, identifiers, names, sources, listing_id, membership_id, claims
// uses:     Party, ScreeningList, Initiative, LISTED_ON, MEMBER_OF
// caveat:   Each row would be lost if its two records were two parties. Which evidence joined them is in the release's joins.json.
// caveat:   A party whose listing and membership one record states is not here: no join carries it.

MATCH (list:ScreeningList)<-[listing:LISTED_ON]-(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE listing.from_stated <> membership.from_stated
  AND (listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of))
  AND (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
RETURN member.id AS member_id, member.name AS member, list.id AS list_id, list.name AS list,
       listing.from_stated AS listing_record, membership.from_stated AS membership_record,
       member.identifiers AS identifiers, member.names AS names, member.sources AS sources,
       listing.id AS listing_id, membership.id AS membership_id, listing.claims + membership.claims AS claims
ORDER BY member, member_id, list_id, listing_id, membership_id
