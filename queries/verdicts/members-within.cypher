// id:       verdicts.members-within
// question: Which members of $initiative are within which rules, on these facts?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, rule_id, rule, effect, effect_says, why, according_to, grade, as_of, joined_on, member_status, rule_known, rule_uncertain, certificate, verdict_id, membership_id, claims
// draws:    member, verdict, rule, membership, initiative
// uses:     Party, Rule, Initiative, WITHIN_RULE, MEMBER_OF
// caveat:   A verdict is of the release's own date and of the facts loaded. It is no legal advice, and each rule has its own effect.
// caveat:   A member without a row may be possibly within a rule, or undetermined: `beholden verdict` says which, for any date.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)-[verdict:WITHIN_RULE]->(rule:Rule)
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
RETURN member.id AS member_id, member.name AS member, rule.id AS rule_id, rule.name AS rule,
       rule.effect AS effect, rule.effect_says AS effect_says, verdict.why AS why,
       verdict.stated_by AS according_to, verdict.grade AS grade, verdict.as_of AS as_of,
       membership.start_text AS joined_on, membership.status AS member_status,
       rule.confidence AS rule_known, rule.uncertain AS rule_uncertain, verdict.certificate AS certificate,
       verdict.id AS verdict_id, membership.id AS membership_id, verdict.claims + membership.claims AS claims
ORDER BY member, member_id, rule_id, verdict_id, membership_id
