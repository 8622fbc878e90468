import type { Generated } from 'kysely';

export interface AccessTables {
  people: {
    id: string;
    name: string;
    email: string;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  person_roles: { person_id: string; role: string };
  person_sites: {
    id: string;
    person_id: string;
    kind: 'all' | 'operation' | 'site';
    operation_id: string | null;
    site_id: string | null;
    assigned_by: string | null;
    assigned_at: string;
  };
  api_tokens: {
    id: string;
    person_id: string;
    label: string;
    token_sha256: string;
    made_by: string | null;
    created_at: string;
    expires_at: string | null;
    revoked_at: string | null;
  };
  personal_data_views: {
    id: string;
    person_id: string;
    subject_kind: string;
    subject_id: string;
    purpose: string;
    viewed_at: string;
  };
  idempotency_keys: {
    person_id: string;
    idempotency_key: string;
    request_fingerprint: string;
    headers: string;
    body: string;
    created_at: string;
  };
  counters: { name: string; value: number };
  imports: {
    id: string;
    kind: string;
    scope_id: string;
    file_name: string;
    file_sha256: string;
    rows_total: number;
    rows_taken: number;
    rows_refused: number;
    imported_by: string;
    imported_at: string;
  };
}
