import type { Generated } from 'kysely';

export type TransportMode = 'road' | 'air' | 'sea';

export interface LoadingTables {
  carriers: {
    id: string;
    code: string;
    name_es: string;
    name_en: string;
    mode: TransportMode;
    /** As site profiles name what reaches a site; null where that does not matter. */
    vehicle_kind: string | null;
    payload_g: number;
    volume_ml: number | null;
    pallets: number | null;
    /** Where the figures come from. */
    source: string;
    to_check: number;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  fleet_vehicles: {
    id: string;
    warehouse_id: string;
    carrier_id: string;
    count: number;
    fixed_cost_cents: number;
    cost_per_km_cents: number;
    set_by: string;
    set_at: string;
  };
  transport_legs: {
    id: string;
    code: string;
    warehouse_id: string;
    carrier_id: string;
    entry_point: string;
    latitude: number;
    longitude: number;
    count: number;
    cost_cents: number;
    lead_time_hours: number;
    dangerous_goods: number;
    source: string;
    active: Generated<number>;
    version: Generated<number>;
    created_at: string;
    updated_at: string;
  };
  load_plans: {
    id: string;
    number: string;
    plan_id: string;
    leg_id: string | null;
    /** Canonical JSON of LoadInput. */
    inputs: string;
    inputs_sha256: string;
    /** Canonical JSON of LoadResult. */
    result: string;
    computed_by: string;
    computed_at: string;
  };
}
