// id:       policies.relying-on-initiative
// question: Which policies rely on $initiative, where do they stand on the date asked, and which loaded members could they reach?
// params:   initiative: id = sbti, as_of: date
// returns:  policy_id, policy, authority, citation_number, stands, reach, relied_since, relied_until, how, applies_to, applies_how, member_id, member, standings, joined_on, memberships_stale, disputed, stale, stated_by, grade, quote, relies_id, membership_ids, claims
// uses:     Policy, Party, Initiative, RELIES_ON, APPLIES_TO, MEMBER_OF
// caveat:   Whom a policy binds is a class in words, in applies_to. Whether a member belongs to that class is not known: each row is a loaded member of the initiative and no more.
// caveat:   Members of a policy that is past are those whose membership and the policy's time overlap, as far as dates are stated.
// caveat:   A policy with no member has one row; it means that no member of the initiative is loaded, not that it has none.

MATCH (policy:Policy)-[relies:RELIES_ON]->(initiative:Initiative {id: $initiative})
OPTIONAL MATCH (policy)-[applies:APPLIES_TO]->(class:Party)
WITH policy, relies, initiative, applies, class ORDER BY class.name, applies.id
WITH policy, relies, initiative, collect(class.name) AS applies_to, collect(applies.how) AS applies_how,
     collect(applies.claims) AS class_claims,
     CASE WHEN relies.start_earliest > date($as_of) THEN 'not yet'
          WHEN relies.end_date <= date($as_of) AND NOT relies.disputed THEN 'past'
          ELSE 'open' END AS time
CALL (relies, initiative, time) {
  OPTIONAL MATCH (initiative)<-[membership:MEMBER_OF]-(member:Party)
  WHERE time <> 'not yet'
    AND (membership.start_earliest IS NULL
         OR membership.start_earliest <= CASE WHEN time = 'past' THEN relies.end_date ELSE date($as_of) END)
    AND (membership.end_date IS NULL OR membership.disputed
         OR membership.end_date > CASE WHEN time = 'past' THEN coalesce(relies.start_earliest, relies.end_date)
                                       ELSE date($as_of) END)
  WITH member.id AS member_id, member.name AS member, membership ORDER BY membership.id
  WITH member_id, member,
       collect({id: membership.id, joined_on: coalesce(membership.start_text, 'not stated'), claims: membership.claims,
                standing: coalesce(membership.target_type + ': ', '') + coalesce(membership.status, 'not stated'),
                stale: coalesce(membership.fresh_until < date($as_of), false)}) AS found
  RETURN member_id, member, CASE WHEN member_id IS NULL THEN [] ELSE found END AS found
}
RETURN policy.id AS policy_id, policy.name AS policy, policy.authority AS authority,
       policy.citation_number AS citation_number,
       CASE WHEN time = 'not yet' THEN 'not yet: dated ' + relies.start_text
            WHEN time = 'past' AND policy.status IN ['withdrawn', 'repealed']
              THEN policy.status + ', on ' + relies.end_text
            WHEN time = 'past' THEN 'ended, on ' + relies.end_text
            WHEN relies.end_date IS NOT NULL AND policy.status = 'withdrawn' THEN 'proposed'
            WHEN policy.status IN ['withdrawn', 'repealed'] AND relies.end_date IS NULL
              THEN policy.status + ', on a day that no source states'
            WHEN policy.status = 'in_force' AND policy.adopted_on_earliest > date($as_of) THEN 'proposed'
            WHEN policy.status = 'proposed' THEN 'proposed'
            WHEN policy.status IN ['in_force', 'repealed'] THEN 'in force'
            ELSE 'status not stated' END
       + CASE WHEN time = 'open' AND relies.disputed AND relies.end_date <= date($as_of)
              THEN '; its end is disputed' ELSE '' END
       + CASE WHEN time = 'open' AND relies.end_date IS NULL AND relies.fresh_until < date($as_of)
              THEN '; last stated ' + toString(relies.last_stated) + ', later status not checked' ELSE '' END AS stands,
       CASE WHEN member_id IS NULL AND time = 'not yet' THEN 'not yet'
            WHEN member_id IS NULL THEN 'no member loaded'
            WHEN time = 'past' OR (policy.status = 'withdrawn' AND relies.end_date IS NULL)
              THEN 'would have reached it, if the class has it'
            ELSE 'would reach it, if the class has it' END AS reach,
       relies.start_text AS relied_since, relies.end_text AS relied_until, relies.how AS how, applies_to, applies_how,
       member_id, member, [one IN found | one.standing] AS standings, [one IN found | one.joined_on] AS joined_on,
       any(one IN found WHERE one.stale) AS memberships_stale, relies.disputed AS disputed, relies.fresh_until < date($as_of) AS stale,
       relies.stated_by AS stated_by, relies.grade AS grade, relies.quote AS quote, relies.id AS relies_id,
       [one IN found | one.id] AS membership_ids,
       [relies.claims] + class_claims + [one IN found | one.claims] AS claims
ORDER BY policy, policy_id, relies_id, member, member_id
