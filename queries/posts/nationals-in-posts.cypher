// id:       posts.nationals-in-posts
// question: Which nationals of a state hold posts in $initiative or in an international body, and which posts in bodies of that state do or did they hold?
// params:   initiative: id = ungc, as_of: date, states: texts = all
// returns:  person_id, person, nationality, basis, post, held, body_id, body, body_kind, since, until, appointed_by, disputed, stale, stated_by, grade, quote, citation, arrow, arrow_id, claims
// draws:    person, link, body
// uses:     Person, State, PublicBody, Initiative, HOLDS_POST, LEADS, PART_OF
// caveat:   Nationality is the person's and is no office: a row does not say that anybody acts for a state. International staff are pledged to take no instructions from one.
// caveat:   Posts in state bodies are told only of persons who hold a post in the initiative or an international body on the date asked.
// caveat:   states takes country codes such as CN,RU. A person whose nationality no source states is not here, and neither is a post that none states.

CALL () {
  MATCH (person:Person)-[link:HOLDS_POST|LEADS]->(body:Initiative|PublicBody)
  WHERE (link.start_earliest IS NULL OR link.start_earliest <= date($as_of))
    AND (link.end_date IS NULL OR link.disputed OR link.end_date > date($as_of))
    AND (body.id = $initiative
         OR EXISTS { MATCH (body)-[:PART_OF*0..3]->(above:PublicBody) WHERE above.level = 'international' })
  RETURN person, link, body, 'post in the initiative or an international body' AS basis
  UNION
  MATCH (person:Person)-[present:HOLDS_POST|LEADS]->(place:Initiative|PublicBody)
  WHERE (present.start_earliest IS NULL OR present.start_earliest <= date($as_of))
    AND (present.end_date IS NULL OR present.disputed OR present.end_date > date($as_of))
    AND (place.id = $initiative
         OR EXISTS { MATCH (place)-[:PART_OF*0..3]->(above:PublicBody) WHERE above.level = 'international' })
  WITH DISTINCT person
  MATCH (person)-[link:HOLDS_POST|LEADS]->(body:State|PublicBody)
  WHERE (link.start_earliest IS NULL OR link.start_earliest <= date($as_of))
    AND EXISTS { MATCH (body)-[:PART_OF*0..3]->(state:State) WHERE state.country = person.nationality }
  RETURN person, link, body, 'post in a body of the state' AS basis
}
WITH person, link, body, basis
WHERE person.nationality IS NOT NULL AND ('all' IN $states OR person.nationality IN $states)
RETURN person.id AS person_id, person.name AS person, person.nationality AS nationality, basis, link.post AS post,
       CASE WHEN link.disputed THEN 'whether it ended is disputed'
            WHEN link.end_date <= date($as_of) THEN 'formerly'
            WHEN link.fresh_until < date($as_of)
              THEN 'as stated in ' + toString(link.last_stated) + '; later status not checked'
            ELSE 'on the date asked, as stated' END AS held,
       body.id AS body_id, body.name AS body, head([label IN labels(body) WHERE label <> 'Party']) AS body_kind,
       link.start_text AS since, link.end_text AS until, link.appointed_by AS appointed_by,
       link.disputed AS disputed, link.fresh_until < date($as_of) AS stale,
       link.stated_by AS stated_by, link.grade AS grade, link.quote AS quote, link.citation AS citation,
       type(link) AS arrow, link.id AS arrow_id, link.claims AS claims
ORDER BY person, person_id, basis DESC, body, arrow_id
