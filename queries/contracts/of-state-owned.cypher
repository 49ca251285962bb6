// id:       contracts.of-state-owned
// question: Which public contracts have or had suppliers with a state or a state body above them?
// params:   as_of: date, hops: integer 1..4 = 4
// returns:  state_id, state, owner_id, owner, supplier_id, supplier, name_match, role, contract_id, contract, buyers, signed_on, since, until, exit_of, amount, currency, place, contract_status, concerns, concern_words, basis, shares, shares_known, stakes_dated, dated, stale, stated_by, grade, hops, buyer_ids, node_ids, node_names, node_kinds, arrow_ids, arrow_kinds, claims
// draws:    path, same, supplier, supply, contract
// uses:     State, PublicBody, Party, Contract, REACHES, OWNS, CONTROLS, SUPPLIES, AWARDED, POSSIBLY_SAME, PART_OF
// caveat:   A share is listed for each arrow and never multiplied; null means that no source states it. A stake of any size gives a row.
// caveat:   The stakes are those of the date asked. Whether they stood when the contract began, as far as their dates tell, is in stakes_dated.
// caveat:   Amounts are as published; a contract stands in a row for each path, so they may not be added.
// caveat:   A row with a name match rests on name and country alone. Owners and contracts that no loaded source states are missing.

MATCH (owner:State|PublicBody)-[reach:REACHES]->(company:Party)
WHERE reach.hops <= $hops
MATCH (company)-[same:POSSIBLY_SAME*0..1]-(supplier:Party)-[supply:SUPPLIES]->(contract:Contract)
WHERE (supply.start_earliest IS NULL OR supply.start_earliest <= date($as_of))
  AND (contract.signed_on_earliest IS NULL OR contract.signed_on_earliest <= date($as_of))
MATCH path = (company)<-[up:OWNS|CONTROLS*1..4]-(owner)
WHERE length(path) <= $hops
  AND all(stake IN up WHERE
        (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
    AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of)))
WITH path, owner, same, supplier, supply, contract, reverse(up) AS stakes, reverse(up) + same + [supply] AS arrows,
     reverse(nodes(path)) + CASE WHEN size(same) = 0 THEN [contract] ELSE [supplier, contract] END AS along
WHERE all(node IN along WHERE single(other IN along WHERE other.id = node.id))
OPTIONAL MATCH (buyer:Party)-[award:AWARDED]->(contract)
WITH path, owner, stakes, same, supplier, supply, contract, arrows, along, buyer, award ORDER BY buyer.name, award.id
WITH path, owner, stakes, same, supplier, supply, contract, arrows, along,
     collect(buyer.name) AS buyers, collect(buyer.id) AS buyer_ids, collect(award.claims) AS award_claims
OPTIONAL MATCH (owner)-[:PART_OF*1..3]->(above:State)
WITH path, owner, stakes, same, supplier, supply, contract, arrows, along, buyers, buyer_ids, award_claims,
     CASE WHEN above IS NULL AND owner:State THEN owner ELSE above END AS state,
     coalesce(contract.signed_on, supply.start_date) AS signed,
     coalesce(contract.signed_on_earliest, supply.start_earliest) AS signed_earliest
RETURN state.id AS state_id, state.name AS state, owner.id AS owner_id, owner.name AS owner,
       supplier.id AS supplier_id, supplier.name AS supplier,
       CASE WHEN size(same) = 0 THEN 'confirmed' ELSE 'name match, not confirmed' END AS name_match,
       supply.role AS role, contract.id AS contract_id, contract.name AS contract, buyers,
       contract.signed_on_text AS signed_on, supply.start_text AS since, supply.end_text AS until,
       supply.exit_of AS exit_of, contract.amount AS amount, contract.currency AS currency, contract.place AS place,
       contract.contract_status AS contract_status, contract.concerns AS concerns,
       contract.concern_words AS concern_words, contract.concern_basis AS basis,
       [stake IN stakes | stake.share] AS shares,
       all(stake IN stakes WHERE stake.share IS NOT NULL) AS shares_known,
       CASE WHEN all(stake IN stakes WHERE coalesce(stake.start_date <= signed_earliest, false))
              THEN 'every stake began before the contract'
            WHEN any(stake IN stakes WHERE coalesce(stake.start_earliest > signed, false))
              THEN 'a stake began after the contract'
            ELSE 'order not known' END AS stakes_dated,
       all(stake IN stakes WHERE stake.start_date IS NOT NULL) AND signed IS NOT NULL AS dated,
       any(arrow IN arrows WHERE coalesce(arrow.fresh_until < date($as_of), false)) AS stale,
       supply.stated_by AS stated_by, supply.grade AS grade, size(stakes) AS hops, buyer_ids,
       [node IN along | node.id] AS node_ids, [node IN along | node.name] AS node_names,
       [node IN along | head([label IN labels(node) WHERE label <> 'Party'])] AS node_kinds,
       [arrow IN arrows | arrow.id] AS arrow_ids,
       [arrow IN arrows | type(arrow)] AS arrow_kinds,
       [arrow IN arrows | arrow.claims] + award_claims AS claims
ORDER BY supplier, supplier_id, contract, contract_id, hops, arrow_ids
