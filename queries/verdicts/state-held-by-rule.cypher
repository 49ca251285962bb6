// id:       verdicts.state-held-by-rule
// question: Which members of $initiative are held by states or public bodies, by whose account, and which other rules reach them?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, held, according_to, why, would_decide, within, possibly_within, as_of, certificate, verdict_id, claims
// draws:    member, verdict, rule
// uses:     Party, Rule, Initiative, WITHIN_RULE, MAY_BE_WITHIN, MEMBER_OF
// caveat:   More than half of the capital in the hands of states and public bodies is this registry's threshold; laws and statistics use others.
// caveat:   Held by a state is said according to those named, who may say it without a share; a member without a row is not shown to be free of state owners.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)-[verdict:WITHIN_RULE|MAY_BE_WITHIN]->(rule:Rule {id: 'rule/state-owned'})
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
WITH DISTINCT member, verdict, rule
OPTIONAL MATCH (member)-[:WITHIN_RULE]->(certain:Rule)
WHERE certain.id <> 'rule/state-owned'
WITH member, verdict, rule, certain ORDER BY certain.id
WITH member, verdict, rule, collect(certain.id) AS within
OPTIONAL MATCH (member)-[:MAY_BE_WITHIN]->(possible:Rule)
WHERE possible.id <> 'rule/state-owned'
WITH member, verdict, rule, within, possible ORDER BY possible.id
WITH member, verdict, rule, within, collect(possible.id) AS possibly_within
RETURN member.id AS member_id, member.name AS member,
       CASE WHEN type(verdict) = 'WITHIN_RULE' THEN 'within the rule, on these facts'
            ELSE 'possibly within the rule, on these facts' END AS held,
       verdict.stated_by AS according_to, verdict.why AS why, verdict.missing AS would_decide,
       within, possibly_within, verdict.as_of AS as_of, verdict.certificate AS certificate, verdict.id AS verdict_id, verdict.claims AS claims
ORDER BY member, member_id, verdict_id
