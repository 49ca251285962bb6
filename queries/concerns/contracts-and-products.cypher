// id:       concerns.contracts-and-products
// question: Which contracts and products carry a named concern, found in their text or reported by somebody?
// params:   as_of: date
// returns:  basis, thing_id, thing, thing_kind, concerns, words, places, party_id, party, arrow, buyer_id, buyer, since, until, amount, currency, stated_by, grade, arrow_id, claims
// draws:    party, arrow, thing, buyer, award
// uses:     Party, Contract, Product, SUPPLIES, MAKES, AWARDED
// caveat:   "found_in_text" means that the title or description contains the words in the words column; "reported" means that somebody says so.
// caveat:   A contract without a row may still be of concern: its text may not be loaded, or say it in other words.

MATCH (party:Party)-[arrow:SUPPLIES|MAKES]->(thing:Contract|Product)
WHERE size(thing.concerns) > 0
  AND (arrow.start_earliest IS NULL OR arrow.start_earliest <= date($as_of))
OPTIONAL MATCH (buyer:Party)-[award:AWARDED]->(thing)
RETURN thing.concern_basis AS basis, thing.id AS thing_id, thing.name AS thing, head([label IN labels(thing) WHERE label <> 'Party']) AS thing_kind,
       thing.concerns AS concerns, thing.concern_words AS words, thing.concern_places AS places,
       party.id AS party_id, party.name AS party, type(arrow) AS arrow, buyer.id AS buyer_id, buyer.name AS buyer,
       arrow.start_text AS since, arrow.end_text AS until, thing.amount AS amount, thing.currency AS currency,
       arrow.stated_by AS stated_by, arrow.grade AS grade, arrow.id AS arrow_id, arrow.claims + coalesce(award.claims, []) AS claims
ORDER BY basis, thing_kind, thing, party, arrow_id, buyer_id
