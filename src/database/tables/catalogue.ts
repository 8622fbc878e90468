import type { Generated } from 'kysely';

export interface CatalogueTables {
  items: {
    id: string;
    code: string;
    kind: 'item' | 'kit';
    name_es: string;
    name_en: string;
    /** Code and names as a search compares them. */
    search_text: string;
    category: string;
    base_unit: string;
    weight_g: number | null;
    volume_ml: number | null;
    shelf_life_days: number | null;
    dangerous_goods: Generated<number>;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  kit_compositions: {
    id: string;
    kit_item_id: string;
    version_number: number;
    state: 'draft' | 'agreed' | 'superseded';
    agreed_with: string | null;
    agreed_on: string | null;
    agreed_by: string | null;
    created_at: string;
  };
  kit_composition_lines: { composition_id: string; item_id: string; quantity: number };
  grants: {
    id: string;
    code: string;
    donor_name: string;
    title: string;
    starts_on: string | null;
    ends_on: string | null;
    currency: string;
    cash_budget_cents: Generated<number>;
    cash_committed_cents: Generated<number>;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  entitlement_standards: {
    id: string;
    code: string;
    version_number: number;
    name_es: string;
    name_en: string;
    state: 'current' | 'superseded';
    created_by: string;
    created_at: string;
  };
  entitlement_lines: {
    standard_id: string;
    line_number: number;
    item_id: string;
    basis: 'household' | 'person' | 'female_12_49' | 'infant_0_23_months' | 'site';
    rate_numerator: number;
    rate_denominator: number;
    tier: number;
  };
}
