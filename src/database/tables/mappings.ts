import type { Generated } from 'kysely';

export interface MappingTables {
  import_mappings: {
    id: string;
    kind: 'opening_stock' | 'household_counts';
    name: string;
    /** JSON: field of the import → header or tag of the file, null to leave the field out. */
    columns: string;
    date_order: 'DMY' | 'MDY' | null;
    active: Generated<number>;
    created_by: string;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
}
