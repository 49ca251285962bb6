// id:       quality.differing-countries
// question: For which parties do the sources state more than one country?
// params:
// returns:  party_id, party, party_kind, country, countries, sources, stated_by, identifiers, members, claims
// uses:     Party
// caveat:   A party may rightly have several countries, such as where it is registered and where it works; or two parties were joined that are two.
// caveat:   country is the one that the newest word of the best source gives; which source says which stands in the claims.
// caveat:   A party of one source that states several countries is not here, and neither is one whose country nobody states.

MATCH (party:Party)
WHERE size(party.countries) > 1 AND size(party.sources) > 1
RETURN party.id AS party_id, party.name AS party,
       head([label IN labels(party) WHERE label <> 'Party']) AS party_kind, party.country AS country,
       party.countries AS countries, party.sources AS sources, party.stated_by AS stated_by,
       party.identifiers AS identifiers, party.members AS members, party.claims AS claims
ORDER BY party, party_id
