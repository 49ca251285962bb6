// id:       what-if.least-sales
// question: Which members of $initiative would one holder's sale take out of a rule, and what is the least of it?
// params:   initiative: id = ungc, as_of: date
// returns:  member_id, member, rule_id, rule, effect, least_sale, seller_id, seller, why, according_to, grade, as_of, member_status, certificate, verdict_id, membership_id, claims
// draws:    seller, stake, member, verdict, rule
// uses:     Party, Rule, Initiative, WITHIN_RULE, EFFECTIVE_STAKE, MEMBER_OF
// caveat:   A supposition is no fact, and what a sale would lead to may be a verdict that is open: `beholden what-if sales` says which, and also looks at owners further up.
// caveat:   A member without a row may be within by a listing or by control, by several kinds of share, or by holders of whom none could do it alone.
// caveat:   What was blocked before a sale may stay blocked after it. It is no legal advice.

MATCH (initiative:Initiative {id: $initiative})<-[membership:MEMBER_OF]-(member:Party)-[verdict:WITHIN_RULE]->(rule:Rule)
WHERE (membership.start_earliest IS NULL OR membership.start_earliest <= date($as_of))
  AND (membership.end_date IS NULL OR membership.disputed OR membership.end_date > date($as_of))
  AND verdict.least_sale IS NOT NULL
MATCH (seller:Party)-[stake:EFFECTIVE_STAKE]->(member)
WHERE seller.id IN verdict.sellers
  AND stake.start_date <= verdict.as_of AND (stake.end_date IS NULL OR stake.end_date > verdict.as_of)
RETURN DISTINCT member.id AS member_id, member.name AS member, rule.id AS rule_id, rule.name AS rule,
       rule.effect AS effect, verdict.least_sale AS least_sale, seller.id AS seller_id, seller.name AS seller,
       verdict.why AS why, verdict.stated_by AS according_to, verdict.grade AS grade, verdict.as_of AS as_of,
       membership.status AS member_status, verdict.certificate AS certificate, verdict.id AS verdict_id,
       membership.id AS membership_id, verdict.claims + membership.claims AS claims
ORDER BY member, member_id, rule_id, least_sale, seller_id, verdict_id, membership_id
