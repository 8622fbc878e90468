import type { Generated } from 'kysely';

export type SiteKind = 'collective_centre' | 'safe_house' | 'store' | 'public_office';

export type CountSource =
  | 'civil_protection'
  | 'displacement_tracking'
  | 'centre_manager'
  | 'partner'
  | 'other';

export interface SiteTables {
  operations: {
    id: string;
    code: string;
    name: string;
    kind: string;
    state: 'open' | 'closed';
    started_on: string;
    ended_on: string | null;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
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
  };
  household_count_groups: {
    count_id: string;
    sex: 'female' | 'male';
    age_band: 'm0_5' | 'm6_23' | 'y2_4' | 'y5_11' | 'y12_17' | 'y18_59' | 'y60_plus';
    persons: number;
  };
}
