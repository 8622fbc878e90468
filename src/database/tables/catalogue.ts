import type { Generated } from 'kysely';

/** What base units are packed in, from the smallest to the largest in common use. */
export type PackingLevelName = 'pack' | 'bundle' | 'bale' | 'carton' | 'sack' | 'crate' | 'drum' | 'pallet';

/** Whom one kit is for; the words of entitlement standards. */
export type KitUser = 'household' | 'person' | 'female_12_49' | 'infant_0_23_months' | 'site';

/** What the rate of an entitlement is per. */
export type NeedBasis = KitUser | 'group' | 'vulnerable' | 'household_size';

/** Whom a `vulnerable` rate is per. */
export type VulnerablePeople =
  | 'pregnant_or_lactating'
  | 'disability'
  | 'chronic_illness'
  | 'unaccompanied_child'
  | 'older_person_alone';

/** How the need of a line at a site becomes whole. */
export type Rounding = 'up' | 'nearest' | 'down';

export interface CatalogueTables {
  categories: {
    id: string;
    code: string;
    name_es: string;
    name_en: string;
    parent_id: string | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  items: {
    id: string;
    code: string;
    kind: 'item' | 'kit';
    name_es: string;
    name_en: string;
    /** Code and names as a search compares them. */
    search_text: string;
    /** Code of the category. */
    category: string;
    base_unit: string;
    weight_g: number | null;
    volume_ml: number | null;
    shelf_life_days: number | null;
    dangerous_goods: Generated<number>;
    un_number: string | null;
    /** Where weight, volume and shelf life come from. */
    figures_source: string | null;
    /** Code of the family a kit is a variant of. */
    kit_family: string | null;
    kit_variant: string | null;
    intended_for: KitUser | null;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  item_packing: {
    item_id: string;
    level: PackingLevelName;
    quantity: number;
    weight_g: number | null;
    volume_ml: number | null;
  };
  item_substitutes: {
    item_id: string;
    position: number;
    substitute_id: string;
    ratio_numerator: number;
    ratio_denominator: number;
  };
  item_unit_values: {
    id: string;
    item_id: string;
    currency: string;
    valid_from: string;
    /** Exact decimal text. */
    unit_value: string;
    source: string | null;
    recorded_by: string;
    recorded_at: string;
  };
  kit_families: { id: string; code: string; name_es: string; name_en: string; created_at: string };
  kit_compositions: {
    id: string;
    kit_item_id: string;
    version_number: number;
    state: 'draft' | 'agreed' | 'superseded';
    agreed_with: string | null;
    agreed_on: string | null;
    agreed_by: string | null;
    /** When the agreement was recorded. */
    agreed_at: string | null;
    source: string | null;
    version: Generated<number>;
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
    basis: NeedBasis;
    rate_numerator: number;
    rate_denominator: number;
    tier: number;
    sex: 'female' | 'male' | null;
    /** JSON list of age bands. */
    age_bands: string | null;
    vulnerable_group: VulnerablePeople | null;
    size_from: number | null;
    size_to: number | null;
    assumed_percent: number | null;
    rounding: Rounding;
    every_days: number | null;
    weight: number;
  };
}
