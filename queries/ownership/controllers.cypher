// id:       ownership.controllers
// question: Who controls whom, as the nearest controller and as the last one above?
// params:   as_of: date
// returns:  controller_id, controller, controller_kind, controlled_id, controlled, controlled_kind, level, reads, would_decide, basis, ring, hops, not_named_because, disputed, stale, computed_for, first_stated, last_stated, stakes, arrow_id, claims
// draws:    controller, control, controlled
// uses:     Party, HAS_CONTROL, MAY_HAVE_CONTROL
// caveat:   Computed by beholden for the release's date from more than half of the votes, gathered through what one controls, and from control as sources state it. It is no verdict under any rule on control.
// caveat:   Only members of initiatives, suppliers, listed parties and those above them are looked at. A stake that a band or an unstated share could make a majority makes no row.
// caveat:   Parties that control each other are a ring; of a ring at the top the one with the smallest id is named.

MATCH (controller:Party)-[control:HAS_CONTROL|MAY_HAVE_CONTROL]->(controlled:Party)
RETURN controller.id AS controller_id, controller.name AS controller,
       head([label IN labels(controller) WHERE label <> 'Party']) AS controller_kind,
       controlled.id AS controlled_id, controlled.name AS controlled,
       head([label IN labels(controlled) WHERE label <> 'Party']) AS controlled_kind, control.level AS level,
       CASE WHEN type(control) = 'HAS_CONTROL' THEN 'controls, as computed'
            ELSE 'possibly controls, as computed' END AS reads,
       control.missing AS would_decide, control.basis AS basis, control.ring AS ring, control.hops AS hops,
       controller.unknown_reason AS not_named_because, control.disputed AS disputed,
       control.fresh_until < date($as_of) AS stale, control.as_of AS computed_for,
       control.first_stated AS first_stated, control.last_stated AS last_stated, control.stakes AS stakes,
       control.id AS arrow_id, control.claims AS claims
ORDER BY controlled, controlled_id, level, controller_id, arrow_id
