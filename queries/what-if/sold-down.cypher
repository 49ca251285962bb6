// id:       what-if.sold-down
// question: Which holders' stated share fell, within $days days of their listing, to where the party is just under the rule?
// params:   days: integer 0..3650 = 365, points: fraction = 0.05
// returns:  holder_id, holder, party_id, party, share_of, share_before, larger_until, share_now, list_id, list, listed_on, days_after_listing, rule_id, held, too_little, according_to, as_of, stake_before_id, listing_id, relation_id, claims
// draws:    holder, before, party, under, rule, listing, list
// uses:     Party, ScreeningList, Rule, JUST_UNDER, EFFECTIVE_STAKE, LISTED_ON
// caveat:   A span of a stake ends where the words of its sources change, also where a copy grows too old: a row is a place to look at and no proof that anybody sold, or why.
// caveat:   Only what sources state with dates is compared; a party without a row may have been sold down all the same.
// caveat:   A start or end of which only the year or month is stated counts by its outer days.

MATCH (party:Party)-[under:JUST_UNDER]->(rule:Rule)
WHERE under.too_little <= $points
MATCH (holder:Party)-[before:EFFECTIVE_STAKE]->(party)
WHERE holder.id IN under.holders AND before.end_date IS NOT NULL AND before.end_date <= under.as_of
MATCH (holder)-[listing:LISTED_ON]->(list:ScreeningList)
WHERE list.id IN rule.lists AND listing.start_date IS NOT NULL
  AND abs(duration.inDays(listing.start_date, before.end_date).days) <= $days
OPTIONAL MATCH (holder)-[after:EFFECTIVE_STAKE]->(party)
WHERE after.share_of = before.share_of AND after.start_date <= under.as_of
  AND (after.end_date IS NULL OR after.end_date > under.as_of)
  AND (after.fresh_until IS NULL OR after.fresh_until >= under.as_of)
WITH holder, listing, list, before, party, under, rule,
     max(coalesce(after.share, after.share_min, 0.0)) AS now, coalesce(before.share, before.share_min, 0.0) AS larger
WHERE larger > coalesce(now, 0.0)
RETURN holder.id AS holder_id, holder.name AS holder, party.id AS party_id, party.name AS party,
       before.share_of AS share_of, larger AS share_before, before.end_date AS larger_until,
       coalesce(now, 0.0) AS share_now, list.id AS list_id, list.name AS list, listing.start_text AS listed_on,
       duration.inDays(listing.start_date, before.end_date).days AS days_after_listing,
       rule.id AS rule_id, under.held AS held, under.too_little AS too_little, under.stated_by AS according_to,
       under.as_of AS as_of, before.id AS stake_before_id, listing.id AS listing_id, under.id AS relation_id,
       before.claims + listing.claims + under.claims AS claims
ORDER BY party, party_id, holder, holder_id, rule_id, larger_until, stake_before_id, listing_id, relation_id
