// id:       what-if.just-under
// question: Who stays at most $points under the threshold of a rule, and what do those within hold of them?
// params:   points: fraction = 0.05
// returns:  party_id, party, rule_id, rule, effect, held, too_little, reads, why, holders, according_to, grade, as_of, rule_known, relation_id, claims
// draws:    party, under, rule
// uses:     Party, Rule, JUST_UNDER
// caveat:   Just under a threshold is no breach of it, and says nothing of why. Shares are what is stated at the least, on the release's own date.
// caveat:   Only rules that add up what is held are here, and five points are the most that a release keeps; `beholden what-if near` asks for others.

MATCH (party:Party)-[under:JUST_UNDER]->(rule:Rule)
WHERE under.too_little <= $points
RETURN party.id AS party_id, party.name AS party, rule.id AS rule_id, rule.name AS rule, rule.effect AS effect,
       under.held AS held, under.too_little AS too_little,
       CASE under.verdict WHEN 'possible' THEN 'possibly within the rule, on these facts'
                          WHEN 'outside' THEN 'not within the rule, on these facts'
                          ELSE 'undetermined' END AS reads,
       under.why AS why, under.holders AS holders, under.stated_by AS according_to, under.grade AS grade,
       under.as_of AS as_of, rule.confidence AS rule_known, under.id AS relation_id, under.claims AS claims
ORDER BY too_little, party, party_id, rule_id, relation_id
