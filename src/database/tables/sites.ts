import type { Generated } from 'kysely';

export type SiteKind = 'collective_centre' | 'safe_house' | 'store' | 'public_office';

export type CountSource =
  | 'civil_protection'
  | 'displacement_tracking'
  | 'centre_manager'
  | 'partner'
  | 'other';

export type SiteStatus = 'open' | 'full' | 'closed';

export type WorkKind =
  | 'sanitation'
  | 'water'
  | 'shelter'
  | 'electricity'
  | 'accessibility'
  | 'kitchen'
  | 'drainage'
  | 'other';

export type VulnerableGroup =
  | 'pregnant_or_lactating'
  | 'disability'
  | 'chronic_illness'
  | 'unaccompanied_child'
  | 'older_person_alone';

export interface SiteTables {
  operations: {
    id: string;
    code: string;
    name: string;
    kind: string;
    state: 'open' | 'standing_down' | 'closed';
    started_on: string;
    ended_on: string | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
    lead: string | null;
    standing_down_on: string | null;
  };
  operation_areas: { operation_id: string; p_code: string };
  sites: {
    id: string;
    operation_id: string;
    code: string;
    name: string;
    kind: SiteKind;
    p_code: string | null;
    latitude: number | null;
    longitude: number | null;
    capacity: number | null;
    priority: Generated<number>;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
    status: Generated<SiteStatus>;
  };
  site_status_changes: {
    id: string;
    site_id: string;
    status: SiteStatus;
    happened_on: string;
    note: string | null;
    recorded_by: string;
    recorded_at: string;
  };
  site_profiles: {
    id: string;
    site_id: string;
    profiled_on: string;
    covered_area_m2: number | null;
    toilets: number | null;
    water_points: number | null;
    water_litres_a_day: number | null;
    bathing_facilities: number | null;
    laundry_facilities: number | null;
    /** JSON: the kinds of vehicle that reach it; null where nobody has said. */
    vehicles: string | null;
    opening_hours: string | null;
    focal_point: string | null;
    note: string | null;
    recorded_by: string;
    recorded_at: string;
  };
  site_road_closures: {
    id: string;
    site_id: string;
    road: string;
    closed_on: string;
    reopened_on: string | null;
    note: string | null;
    recorded_by: string;
    recorded_at: string;
  };
  site_works: {
    id: string;
    site_id: string;
    kind: WorkKind;
    description: string;
    state: 'planned' | 'in_progress' | 'done' | 'cancelled';
    started_on: string | null;
    finished_on: string | null;
    version: Generated<number>;
    recorded_by: string;
    created_at: string;
    updated_at: string;
  };
  household_counts: {
    id: string;
    site_id: string;
    counted_on: string;
    source: CountSource;
    households: number | null;
    individuals: number | null;
    females: number | null;
    males: number | null;
    import_id: string | null;
    recorded_by: string;
    recorded_at: string;
    flagged: Generated<number>;
    supersedes_id: Generated<string | null>;
  };
  household_count_vulnerable: { count_id: string; vulnerable_group: VulnerableGroup; persons: number };
  household_count_flags: {
    count_id: string;
    flag_number: number;
    rule: string;
    field: string;
    /** JSON: what the sentence of the rule needs. */
    params: string;
  };
  household_count_decisions: {
    count_id: string;
    decision: 'accepted' | 'refused';
    comment: string;
    decided_by: string;
    decided_at: string;
  };
  household_count_groups: {
    count_id: string;
    sex: 'female' | 'male';
    age_band: 'm0_5' | 'm6_23' | 'y2_4' | 'y5_11' | 'y12_17' | 'y18_59' | 'y60_plus';
    persons: number;
  };
}
