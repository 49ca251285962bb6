// id:       ownership.joint-holders
// question: Which parties have several holders, and what does each source state of each of their stakes?
// params:   as_of: date
// returns:  company_id, company, holder_id, holder, holder_kind, may_be_another_holder, arrow, share, share_min, share_max, share_of, interest, direct, mechanism, since, until, disputed, stale, stated_by, grade, quote, sources, arrow_id, claims
// draws:    company, stake, holder
// uses:     Party, OWNS, CONTROLS, POSSIBLY_SAME
// caveat:   Shares stand as each source states them. Rows of several sources tell of one stake more than once, so nothing here may be summed.
// caveat:   may_be_another_holder says that the holder's name and country are those of another holder in the rows, not confirmed: the two may be one.
// caveat:   A party that is not here has one holder, or none, that a loaded source states as of the date asked.

MATCH (company:Party)<-[stake:OWNS|CONTROLS]-(holder:Party)
WHERE holder.id <> company.id
  AND (stake.start_earliest IS NULL OR stake.start_earliest <= date($as_of))
  AND (stake.end_date IS NULL OR stake.disputed OR stake.end_date > date($as_of))
  AND EXISTS {
        MATCH (company)<-[further:OWNS|CONTROLS]-(other:Party)
        WHERE other.id <> holder.id AND other.id <> company.id
          AND (further.start_earliest IS NULL OR further.start_earliest <= date($as_of))
          AND (further.end_date IS NULL OR further.disputed OR further.end_date > date($as_of)) }
RETURN company.id AS company_id, company.name AS company, holder.id AS holder_id, holder.name AS holder,
       head([label IN labels(holder) WHERE label <> 'Party']) AS holder_kind,
       EXISTS { MATCH (holder)-[:POSSIBLY_SAME]-(:Party)-[:OWNS|CONTROLS]->(company) } AS may_be_another_holder,
       type(stake) AS arrow, stake.share AS share, stake.share_min AS share_min, stake.share_max AS share_max,
       stake.share_of AS share_of, stake.interest AS interest, stake.direct AS direct, stake.mechanism AS mechanism,
       stake.start_text AS since, stake.end_text AS until, stake.disputed AS disputed,
       stake.fresh_until < date($as_of) AS stale, stake.stated_by AS stated_by, stake.grade AS grade,
       stake.quote AS quote, stake.sources AS sources, stake.id AS arrow_id, stake.claims AS claims
ORDER BY company, company_id, holder, holder_id, arrow_id
