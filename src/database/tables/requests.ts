import type { Generated } from 'kysely';

export interface RequestTables {
  requests: {
    id: string;
    number: string;
    site_id: string;
    /** That of its site, which never changes. */
    operation_id: string;
    state:
      | 'draft'
      | 'submitted'
      | 'approved'
      | 'partly_approved'
      | 'rejected'
      | 'planned'
      | 'in_fulfilment'
      | 'fulfilled'
      | 'closed_short'
      | 'cancelled';
    /** What was decided: where the request goes back to when nothing is promised or on its way any more. */
    granted: 'approved' | 'partly_approved' | null;
    priority: Generated<number>;
    justification: string | null;
    standard_id: string | null;
    count_id: string | null;
    /** Of what was sent under an identifier the client made. */
    body_sha256: string | null;
    requested_by: string;
    submitted_at: string | null;
    due_on: string;
    decided_by: string | null;
    decided_at: string | null;
    decision_comment: string | null;
    closing_reason: string | null;
    ended_at: string | null;
    next_actor: 'responder' | 'logistics' | 'nobody';
    next_since: string;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  request_lines: {
    request_id: string;
    line_number: number;
    item_id: string;
    quantity_requested: number;
    quantity_approved: number | null;
    /** What the standard and the count proposed; null where none was asked. */
    proposed: number | null;
    /** JSON: the rules and the count behind what was proposed. */
    basis: string | null;
    reason: string | null;
    /** The line this one stands in for, by an accepted offer. */
    substitutes_line: number | null;
    promised: Generated<number>;
    sent: Generated<number>;
    delivered: Generated<number>;
  };
  request_promises: {
    plan_id: string;
    request_id: string;
    line_number: number;
    site_id: string;
    item_id: string;
    quantity: number;
    promised: number;
    sent: Generated<number>;
    released: Generated<number>;
  };
  request_shipments: {
    consignment_id: string;
    request_id: string;
    line_number: number;
    item_id: string;
    quantity: number;
    delivered: Generated<number>;
    lost: Generated<number>;
  };
  request_substitutions: {
    id: string;
    request_id: string;
    line_number: number;
    substitute_id: string;
    /** Of the line's own item. */
    quantity: number;
    substitute_quantity: number;
    reason: string;
    state: 'offered' | 'accepted' | 'refused' | 'withdrawn';
    offered_by: string;
    offered_at: string;
    answered_by: string | null;
    answered_at: string | null;
    answer: string | null;
    new_line_number: number | null;
  };
  request_messages: {
    id: string;
    request_id: string;
    text: string;
    written_by: string;
    written_at: string;
  };
}
