// id:       quality.name-matches
// question: Which pairs of parties rest on name and country alone, or on a judgement that could not tell, and what leans on them?
// params:   as_of: date
// returns:  name_match, party_id, party, party_kind, other_id, other, other_kind, basis, reasons, lists, memberships, owners, contracts, leaning, match_id, claims
// draws:    party, same, other
// uses:     Party, ScreeningList, Initiative, Contract, POSSIBLY_SAME, LISTED_ON, MEMBER_OF, OWNS, CONTROLS, SUPPLIES
// caveat:   No row says that the two are one party. A line in a judgements file settles it either way.
// caveat:   lists, memberships, owners and contracts count what either of the two has; leaning is what a reader would carry from one to the other by taking them for one.
// caveat:   Two names of one party that are written differently make no pair: no row does not mean that two parties are two.

// From the arrows, of which there are few: both ends are parties.
MATCH ()-[same:POSSIBLY_SAME]->()
WITH startNode(same) AS party, same, endNode(same) AS other
WITH party, same, other,
     COUNT { MATCH (party)-[listing:LISTED_ON]->(:ScreeningList)
             WHERE listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of) } AS own_lists,
     COUNT { MATCH (other)-[listing:LISTED_ON]->(:ScreeningList)
             WHERE listing.start_earliest IS NULL OR listing.start_earliest <= date($as_of) } AS other_lists,
     COUNT { MATCH (party)-[membership:MEMBER_OF]->(:Initiative)
             WHERE membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of) } AS own_memberships,
     COUNT { MATCH (other)-[membership:MEMBER_OF]->(:Initiative)
             WHERE membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of) } AS other_memberships,
     COUNT { MATCH (party)<-[stake:OWNS|CONTROLS]-(:Party)
             WHERE stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of) } AS own_owners,
     COUNT { MATCH (other)<-[stake:OWNS|CONTROLS]-(:Party)
             WHERE stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of) } AS other_owners,
     COUNT { MATCH (party)-[supply:SUPPLIES]->(:Contract)
             WHERE supply.start_earliest IS NULL OR supply.start_earliest <= date($as_of) } AS own_contracts,
     COUNT { MATCH (other)-[supply:SUPPLIES]->(:Contract)
             WHERE supply.start_earliest IS NULL OR supply.start_earliest <= date($as_of) } AS other_contracts
RETURN 'name match, not confirmed' AS name_match,
       party.id AS party_id, party.name AS party, head([label IN labels(party) WHERE label <> 'Party']) AS party_kind,
       other.id AS other_id, other.name AS other, head([label IN labels(other) WHERE label <> 'Party']) AS other_kind,
       same.basis AS basis, same.reasons AS reasons,
       [own_lists, other_lists] AS lists, [own_memberships, other_memberships] AS memberships,
       [own_owners, other_owners] AS owners, [own_contracts, other_contracts] AS contracts,
       CASE WHEN own_lists > 0 AND other_memberships > 0 OR other_lists > 0 AND own_memberships > 0
              THEN ['a listed member'] ELSE [] END
       + CASE WHEN own_owners > 0 AND other_memberships > 0 OR other_owners > 0 AND own_memberships > 0
              THEN ['an owner of a member'] ELSE [] END
       + CASE WHEN own_lists > 0 AND other_contracts > 0 OR other_lists > 0 AND own_contracts > 0
              THEN ['a listed supplier'] ELSE [] END
       + CASE WHEN own_lists > 0 AND other_lists > 0 THEN ['a party on two lists'] ELSE [] END AS leaning,
       same.id AS match_id, same.claims AS claims
ORDER BY party, party_id, other_id, match_id
