// id:       verdicts.members-possible
// question: Which members of $initiative are possibly within which rules, and which fact would decide?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, rule_id, rule, effect, why, would_decide, according_to, grade, as_of, joined_on, member_status, rule_known, certificate, verdict_id, membership_id, claims
// draws:    member, verdict, rule, membership, initiative
// uses:     Party, Rule, Initiative, MAY_BE_WITHIN, MEMBER_OF
// caveat:   Possibly within means that a stated link could meet the rule, and that a fact is missing or the rule is not confirmed. It is not a lesser form of within.
// caveat:   A verdict is of the release's own date and of the facts loaded. It is no legal advice.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)-[verdict:MAY_BE_WITHIN]->(rule:Rule)
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
RETURN member.id AS member_id, member.name AS member, rule.id AS rule_id, rule.name AS rule,
       rule.effect AS effect, verdict.why AS why, verdict.missing AS would_decide,
       verdict.stated_by AS according_to, verdict.grade AS grade, verdict.as_of AS as_of,
       membership.start_text AS joined_on, membership.status AS member_status,
       rule.confidence AS rule_known, verdict.certificate AS certificate,
       verdict.id AS verdict_id, membership.id AS membership_id, verdict.claims + membership.claims AS claims
ORDER BY member, member_id, rule_id, verdict_id, membership_id
