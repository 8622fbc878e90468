import type { Generated } from 'kysely';

export interface CashTables {
  programmes: {
    id: string;
    operation_id: string;
    grant_id: string;
    code: string;
    name_es: string;
    name_en: string;
    modality: 'multipurpose_cash' | 'cash_for_shelter' | 'conditional_cash' | 'voucher';
    fsp_name: string;
    currency: string;
    needs_account: Generated<number>;
    state: 'open' | 'closed';
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  programme_values: {
    programme_id: string;
    min_household_size: number;
    max_household_size: number | null;
    amount_cents: number;
  };
  households: {
    id: string;
    operation_id: string;
    code: string;
    site_id: string | null;
    household_size: number;
    head_name_sealed: string;
    document_sealed: string | null;
    document_fingerprint: string | null;
    account_sealed: string | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  payment_lists: {
    id: string;
    number: string;
    programme_id: string;
    state: PaymentListState;
    currency: string;
    payment_count: number;
    total_cents: number;
    made_by: string;
    submitted_by: string | null;
    submitted_at: string | null;
    approved_by: string | null;
    approved_at: string | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  payment_list_steps: {
    id: string;
    list_id: string;
    action: PaymentListAction;
    comment: string | null;
    taken_by: string;
    taken_at: string;
  };
  payments: {
    id: string;
    list_id: string;
    reference: string;
    household_id: string;
    household_size: number;
    amount_cents: number;
    state: PaymentState;
    paid_cents: Generated<number>;
  };
  instructions: {
    id: string;
    number: string;
    list_id: string;
    file_name: string;
    file_sha256: string;
    file_sealed: string;
    payment_count: number;
    total_cents: number;
    made_by: string;
    made_at: string;
  };
  fsp_reports: {
    id: string;
    list_id: string;
    sequence_number: number;
    file_name: string;
    file_sha256: string;
    row_count: number;
    rows_refused: number;
    imported_by: string;
    imported_at: string;
  };
  fsp_report_rows: {
    report_id: string;
    row_number: number;
    list_id: string;
    reference: string;
    status: 'paid' | 'failed' | 'pending' | 'unknown';
    /** A word of known meaning; null where the text is unknown and therefore sealed. */
    status_text: string | null;
    status_text_sealed: string | null;
    amount_cents: number | null;
    currency: string | null;
    fsp_reference: string | null;
    paid_on: string | null;
    reason_sealed: string | null;
    row_sha256: string;
    outcome: RowOutcome;
    is_evidence: number;
    payment_id: string | null;
    applied_cents: number;
    reversed_cents: number;
    difference_cents: number;
  };
  cash_entries: {
    id: string;
    list_id: string;
    payment_id: string | null;
    kind: CashEntryKind;
    from_account: CashAccount;
    to_account: CashAccount;
    amount_cents: number;
    evidence_kind: 'payment_list' | 'instruction' | 'fsp_report_row';
    evidence_id: string;
    reverses_entry_id: string | null;
    posted_by: string;
    posted_at: string;
  };
}

export type CashAccount = 'budget' | 'committed' | 'with_fsp' | 'paid';

export type CashEntryKind = 'commit' | 'instruct' | 'pay' | 'release' | 'reversal';

export type PaymentListState = 'draft' | 'submitted' | 'approved' | 'instructed' | 'cancelled';

export type PaymentListAction = 'make' | 'submit' | 'return' | 'approve' | 'instruct' | 'cancel';

export type PaymentState =
  | 'planned'
  | 'instructed'
  | 'paid'
  | 'short'
  | 'failed'
  | 'pending'
  | 'unknown'
  | 'cancelled';

export type RowOutcome =
  | 'matched'
  | 'amount_short'
  | 'amount_over'
  | 'already_paid'
  | 'failed'
  | 'late_failure'
  | 'pending'
  | 'unknown_status'
  | 'duplicate_row'
  | 'unknown_reference'
  | 'ambiguous_reference'
  | 'not_instructed'
  | 'currency_mismatch';
