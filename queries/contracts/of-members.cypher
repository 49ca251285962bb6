// id:       contracts.of-members
// question: Which public contracts have or had members of $initiative as suppliers, and which came first, contract or membership?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, name_match, supplier, role, contract_id, contract, buyers, signed_on, since, until, exit_of, amount, currency, place, contract_status, concerns, concern_words, basis, joined_on, left_on, came_first, member_status, disputed, stale, membership_stale, stated_by, grade, quote, reasons, buyer_ids, supply_id, membership_id, claims
// draws:    supplier, supply, contract, same, member
// uses:     Party, Initiative, Contract, SUPPLIES, AWARDED, MEMBER_OF, POSSIBLY_SAME
// caveat:   A contract is a fact of the public record and no reproach. Amounts are as published; they are not converted and not added.
// caveat:   A row with a name match rests on name and country alone. Contracts of subsidiaries under their own names are not here.
// caveat:   A member without a row has no contract in what is loaded; that does not mean that it has none.

MATCH (supplier:Party)-[supply:SUPPLIES]->(contract:Contract)
WHERE (supply.start_earliest IS NULL OR supply.start_earliest <= date($as_of))
  AND (contract.signed_on_earliest IS NULL OR contract.signed_on_earliest <= date($as_of))
MATCH (supplier)-[same:POSSIBLY_SAME*0..1]-(member:Party)-[membership:MEMBER_OF]->(initiative:Initiative {id: $initiative})
WHERE membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of)
OPTIONAL MATCH (buyer:Party)-[award:AWARDED]->(contract)
WITH supplier, supply, contract, same, member, membership, buyer, award ORDER BY buyer.name, award.id
WITH supplier, supply, contract, same, member, membership,
     collect(buyer.name) AS buyers, collect(buyer.id) AS buyer_ids, collect(award.claims) AS award_claims
WITH supplier, supply, contract, same, member, membership, buyers, buyer_ids, award_claims,
     coalesce(contract.signed_on, supply.start_date) AS signed,
     coalesce(contract.signed_on_earliest, supply.start_earliest) AS signed_earliest
RETURN member.id AS member_id, member.name AS member,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       supplier.name AS supplier, supply.role AS role, contract.id AS contract_id, contract.name AS contract, buyers,
       contract.signed_on_text AS signed_on, supply.start_text AS since, supply.end_text AS until,
       supply.exit_of AS exit_of, contract.amount AS amount, contract.currency AS currency, contract.place AS place,
       contract.contract_status AS contract_status, contract.concerns AS concerns,
       contract.concern_words AS concern_words, contract.concern_basis AS basis,
       membership.start_text AS joined_on, membership.end_text AS left_on,
       CASE WHEN membership.end_latest <= signed_earliest AND NOT membership.disputed
              THEN 'membership ended before the contract began'
            WHEN signed < membership.start_earliest THEN 'contract began before it joined'
            WHEN membership.start_date < signed_earliest THEN 'joined before the contract began'
            ELSE 'order not known' END AS came_first,
       membership.status AS member_status, supply.disputed AS disputed,
       supply.fresh_until < date($as_of) AS stale, membership.fresh_until < date($as_of) AS membership_stale,
       supply.stated_by AS stated_by, supply.grade AS grade, supply.quote AS quote,
       CASE WHEN size(same) = 0 THEN [] ELSE same[0].reasons END AS reasons,
       buyer_ids, supply.id AS supply_id, membership.id AS membership_id,
       [supply.claims, membership.claims] + award_claims AS claims
ORDER BY member, member_id, contract, contract_id, supply_id, membership_id
