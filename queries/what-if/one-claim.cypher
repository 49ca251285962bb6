// id:       what-if.one-claim
// question: Which verdicts on members of $initiative rest, in their last step, on one claim alone?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, rule_id, rule, reads, why, claim, according_to, grade, last_stated, as_of, member_status, certificate, verdict_id, membership_id, claims
// draws:    member, verdict, rule
// uses:     Party, Rule, Initiative, WITHIN_RULE, MAY_BE_WITHIN, MEMBER_OF
// caveat:   The last step is what brings the member itself in: a listing, a stake, control. What brings its owners in may rest on one claim as well: `beholden sensitivity` tries each claim and each join by itself.
// caveat:   One claim may be a register's, which is the one that knows; several may repeat one. Without a row a verdict may still turn by one claim, where another fact would not be enough.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)-[verdict:WITHIN_RULE|MAY_BE_WITHIN]->(rule:Rule)
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
  AND size(verdict.claims) = 1
RETURN member.id AS member_id, member.name AS member, rule.id AS rule_id, rule.name AS rule,
       CASE WHEN type(verdict) = 'WITHIN_RULE' THEN 'within the rule, on these facts'
            ELSE 'possibly within the rule, on these facts' END AS reads,
       verdict.why AS why, verdict.claims[0] AS claim, verdict.stated_by AS according_to, verdict.grade AS grade,
       verdict.last_stated AS last_stated, verdict.as_of AS as_of, membership.status AS member_status,
       verdict.certificate AS certificate, verdict.id AS verdict_id, membership.id AS membership_id,
       verdict.claims + membership.claims AS claims
ORDER BY member, member_id, rule_id, verdict_id, membership_id
