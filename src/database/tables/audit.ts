/** The ledgers whose rows are sealed; a movement is sealed with its lines. */
export type SealedKind = 'movement' | 'cash_entry';

export interface AuditTables {
  seals: {
    number: number;
    /** Which columns the leaves cover; see `sealed-content.ts`. */
    format: number;
    /** `sha256` of the seal before; 64 zeros for the first. */
    previous_sha256: string;
    /** Root of the Merkle tree over the leaves of its entries, in their order. */
    root_sha256: string;
    count: number;
    sealed_at: string;
    /** Null when the service sealed by itself. */
    sealed_by: string | null;
    /** Of all the columns before. */
    sha256: string;
  };
  seal_entries: {
    kind: SealedKind;
    row_id: string;
    seal_number: number;
    /** From 0, without a gap. */
    position: number;
    leaf_sha256: string;
  };
  seal_sweeps: { kind: SealedKind; swept_through: string };
}
