// id:       statements.allegations
// question: Which allegations have an answer, and which have none?
// params:   as_of: date, stances: texts = alleges
// returns:  answered, statement_id, statement, summary, quoted, speaker_id, speaker, stance, about, said_on, grade, asked_on, answer_id, answer, answer_quoted, answer_speaker, answer_stance, answered_on, answer_grade, about_ids, stated_id, answer_stated_id, claims
// draws:    speaker, stated, statement, answerer, answering, reply, tie
// uses:     Statement, STATED, CONCERNS
// caveat:   A row is what somebody says; that it has no answer does not make it so, and neither does an answer make it false.
// caveat:   An answer is here only where a loaded source ties it to the allegation. No answer loaded does not mean that none was given.
// caveat:   Other stances can be asked for, such as raises_concern.

MATCH (speaker)-[stated:STATED]->(statement:Statement)
WHERE stated.stance IN $stances
  AND (stated.start_earliest IS NULL OR stated.start_earliest <= date($as_of))
OPTIONAL MATCH (statement)-[concern:CONCERNS]->(subject)
WITH speaker, stated, statement, concern, subject ORDER BY subject.name, concern.id
WITH speaker, stated, statement, collect(subject.id) AS about_ids, collect(subject.name) AS about,
     collect(concern.claims) AS about_claims
OPTIONAL MATCH (answerer)-[answering:STATED]->(reply:Statement)-[tie:CONCERNS]->(statement)
WHERE answering.start_earliest IS NULL OR answering.start_earliest <= date($as_of)
RETURN CASE WHEN reply IS NULL AND statement.not_asked THEN 'no answer loaded; nothing shows that it was asked'
            WHEN reply IS NULL AND statement.asked_on IS NOT NULL
              THEN 'no answer loaded; asked on ' + statement.asked_on_text
            WHEN reply IS NULL THEN 'no answer loaded; no source says whether it was asked'
            WHEN answering.stance = 'did_not_answer' THEN 'asked, and did not answer'
            WHEN answerer.id IN about_ids THEN 'answered by one it is about'
            ELSE 'answered by another' END AS answered,
       statement.id AS statement_id, statement.name AS statement, statement.summary AS summary,
       statement.quoted AS quoted, speaker.id AS speaker_id, speaker.name AS speaker, stated.stance AS stance, about,
       stated.start_text AS said_on, stated.grade AS grade, statement.asked_on_text AS asked_on,
       reply.id AS answer_id, coalesce(reply.summary, reply.name) AS answer, reply.quoted AS answer_quoted,
       answerer.name AS answer_speaker, answering.stance AS answer_stance, answering.start_text AS answered_on,
       answering.grade AS answer_grade, about_ids, stated.id AS stated_id, answering.id AS answer_stated_id,
       [stated.claims] + about_claims
       + CASE WHEN reply IS NULL THEN [] ELSE [answering.claims, tie.claims] END AS claims
ORDER BY statement, statement_id, stated_id, answer_stated_id, answer_id
