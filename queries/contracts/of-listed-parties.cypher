// id:       contracts.of-listed-parties
// question: Which public contracts have or had parties on screening lists as suppliers, and which came first, contract or listing?
// params:   as_of: date
// returns:  supplier_id, supplier, listed_name, name_match, list_id, list, effect, programme, listed_on, delisted_on, reads, came_first, role, contract_id, contract, buyers, signed_on, since, until, exit_of, amount, currency, place, contract_status, concerns, concern_words, basis, disputed, copy_of, listing_stale, stale, stated_by, grade, quote, effect_says, scope, reasons, buyer_ids, supply_id, listing_id, claims
// draws:    supplier, supply, contract, same, listed, listing, list
// uses:     Party, Contract, ScreeningList, SUPPLIES, AWARDED, LISTED_ON, POSSIBLY_SAME
// caveat:   A list binds those under its authority. A row does not say that the contract broke any law; the effect column has each list's own effect.
// caveat:   Amounts are as published; they are not converted and not added. A supplier on several lists has a row for each, with the same contract.
// caveat:   A row with a name match rests on name and country alone. Contracts that no loaded source states are missing.

MATCH (supplier:Party)-[supply:SUPPLIES]->(contract:Contract)
WHERE (supply.start_earliest IS NULL OR supply.start_earliest <= date($as_of))
  AND (contract.signed_on_earliest IS NULL OR contract.signed_on_earliest <= date($as_of))
MATCH (supplier)-[same:POSSIBLY_SAME*0..1]-(listed:Party)-[listing:LISTED_ON]->(list:ScreeningList)
WHERE listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of)
OPTIONAL MATCH (buyer:Party)-[award:AWARDED]->(contract)
WITH supplier, supply, contract, same, listed, listing, list, buyer, award ORDER BY buyer.name, award.id
WITH supplier, supply, contract, same, listed, listing, list,
     collect(buyer.name) AS buyers, collect(buyer.id) AS buyer_ids, collect(award.claims) AS award_claims
WITH supplier, supply, contract, same, listed, listing, list, buyers, buyer_ids, award_claims,
     coalesce(contract.signed_on, supply.start_date) AS signed,
     coalesce(contract.signed_on_earliest, supply.start_earliest) AS signed_earliest
WITH supplier, supply, contract, same, listed, listing, list, buyers, buyer_ids, award_claims,
     CASE WHEN listing.end_latest <= signed_earliest AND NOT listing.disputed
            THEN 'delisted before the contract began'
          WHEN listing.start_date < signed_earliest
               AND (listing.end_date IS NULL OR listing.disputed OR listing.end_date > signed)
               AND (listing.fresh_until >= date($as_of) OR listing.last_stated >= signed)
            THEN 'listed before the contract began'
          WHEN signed < listing.start_earliest THEN 'contract began before it was listed'
          ELSE 'order not known' END AS came_first
RETURN supplier.id AS supplier_id, supplier.name AS supplier, listed.name AS listed_name,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       list.id AS list_id, list.name AS list, list.effect AS effect, listing.programme AS programme,
       listing.start_text AS listed_on, listing.end_text AS delisted_on,
       CASE WHEN listing.disputed THEN 'the end of this listing is disputed; '
            WHEN listing.end_date <= date($as_of) THEN 'delisted since, on ' + listing.end_text + '; '
            WHEN listing.fresh_until < date($as_of)
              THEN 'listed in the copy of ' + toString(listing.last_stated) + '; later status not checked; '
            ELSE '' END + came_first AS reads, came_first,
       supply.role AS role, contract.id AS contract_id, contract.name AS contract, buyers,
       contract.signed_on_text AS signed_on, supply.start_text AS since, supply.end_text AS until,
       supply.exit_of AS exit_of, contract.amount AS amount, contract.currency AS currency, contract.place AS place,
       contract.contract_status AS contract_status, contract.concerns AS concerns,
       contract.concern_words AS concern_words, contract.concern_basis AS basis,
       supply.disputed AS disputed, listing.last_stated AS copy_of,
       listing.fresh_until < date($as_of) AS listing_stale, supply.fresh_until < date($as_of) AS stale,
       supply.stated_by AS stated_by, supply.grade AS grade, supply.quote AS quote,
       list.effect_says AS effect_says, listing.scope AS scope,
       CASE WHEN size(same) = 0 THEN [] ELSE same[0].reasons END AS reasons,
       buyer_ids, supply.id AS supply_id, listing.id AS listing_id,
       [supply.claims, listing.claims] + award_claims AS claims
ORDER BY supplier, supplier_id, contract, contract_id, list_id, supply_id, listing_id
