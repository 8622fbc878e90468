import { z } from 'zod';
import {
  cents,
  code,
  day,
  flag,
  id,
  latitude,
  listQuery,
  longitude,
  moment,
  name,
  pageOf,
  quantity,
  version,
} from '../lib/fields.ts';
import { vehicleKinds } from '../sites/profile-schema.ts';
import { unservedReasons } from './load-model.ts';

export const idParams = z.strictObject({ id });

const mode = z.enum(['road', 'air', 'sea']);
const grams = z.int().min(1).max(1_000_000_000);
const millilitres = z.int().min(1).max(10_000_000_000).nullable();
const pallets = z.int().min(0).max(10_000).nullable();

const carrierFields = {
  name_es: name,
  name_en: name,
  mode,
  vehicle_kind: z
    .enum(vehicleKinds)
    .nullable()
    .meta({ description: 'The kind site profiles speak of; null: no profile keeps it out' }),
  payload_g: grams.meta({ description: 'What it carries, in grams' }),
  volume_ml: millilitres.meta({ description: 'Usable volume in millilitres; null: not known, not a limit' }),
  pallets: pallets.meta({ description: 'Places for pallets; null: not counted' }),
  source: name.meta({ description: 'Where the figures come from' }),
  to_check: z.boolean().meta({ description: 'The figures are still to be checked' }),
};

export const carrier = z
  .strictObject({ id, code, ...carrierFields, version, created_at: moment, updated_at: moment })
  .meta({ id: 'Carrier' });

export const newCarrier = z
  .strictObject({
    code,
    ...carrierFields,
    vehicle_kind: carrierFields.vehicle_kind.default(null),
    volume_ml: millilitres.default(null),
    pallets: pallets.default(null),
    to_check: z.boolean().default(false),
  })
  .meta({ id: 'NewCarrier' });

export const carrierChange = z
  .strictObject(z.object(carrierFields).partial().shape)
  .meta({ id: 'CarrierChange' });

export const carriersQuery = listQuery(['code', 'id'], { mode: mode.optional() });
export const carriersPage = pageOf(carrier);

const vehicleFields = {
  warehouse_id: id,
  carrier_id: id,
  count: z.int().min(0).max(10_000).meta({ description: 'How many can go at once; 0: none any more' }),
  fixed_cost_cents: cents.meta({ description: 'For each trip' }),
  cost_per_km_cents: cents,
};

export const newVehicles = z
  .strictObject({
    ...vehicleFields,
    fixed_cost_cents: cents.default(0),
    cost_per_km_cents: cents.default(0),
  })
  .meta({ id: 'NewFleetVehicles' });

export const vehicles = z
  .strictObject({ id, ...vehicleFields, carrier_code: code, set_by: id, set_at: moment })
  .meta({ id: 'FleetVehicles' });

export const vehiclesQuery = listQuery(['carrier_code', 'id'], { warehouse_id: id });
export const vehiclesPage = pageOf(vehicles);

const legFields = {
  entry_point: name.meta({ description: 'Where the leg ends and trips begin' }),
  latitude,
  longitude,
  count: z.int().min(1).max(10_000).meta({ description: 'Containers, flights or trucks it can take' }),
  cost_cents: cents.meta({ description: 'For each of them' }),
  lead_time_hours: z.int().min(0).max(10_000),
  dangerous_goods: z.boolean().meta({
    description: 'false: items marked as dangerous goods stay behind (lithium lamps, UN 3481, by air)',
  }),
  source: name.meta({ description: 'Where the figures come from' }),
};

export const leg = z
  .strictObject({
    id,
    code,
    warehouse_id: id,
    carrier_id: id,
    carrier_code: code,
    mode,
    ...legFields,
    active: z.boolean(),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'TransportLeg' });

export const newLeg = z
  .strictObject({ code, warehouse_id: id, carrier_id: id, ...legFields })
  .meta({ id: 'NewTransportLeg' });

export const legChange = z
  .strictObject({ ...z.object(legFields).partial().shape, active: z.boolean().optional() })
  .meta({ id: 'TransportLegChange' });

export const legsQuery = listQuery(['code', 'id'], { warehouse_id: id.optional(), active: flag.optional() });
export const legsPage = pageOf(leg);

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .meta({ description: 'Time of day at the sites', examples: ['08:00'] });

const metres = z.int().min(0).max(10_000_000);

const newLoadPlanFields = {
  leg_id: id
    .nullable()
    .default(null)
    .meta({ description: 'The leg to where trips begin; null: they begin at the warehouse' }),
  departs_on: day.optional().meta({ description: 'Day of the trips; the arrival of the plan unless given' }),
  departs_at: time.default('06:00'),
  returns_by: time.default('20:00').meta({ description: 'A vehicle back later counts as late' }),
  sites: z
    .array(
      z
        .strictObject({
          site_id: id,
          opens: time.default('00:00'),
          closes: time.default('23:59'),
          closed: z.boolean().default(false),
          carrier_ids: z
            .array(id)
            .max(30)
            .nullable()
            .default(null)
            .meta({ description: 'What gets there; null: what the latest profile of the site says' }),
        })
        .refine((site) => site.opens <= site.closes, { error: 'opens before it closes', path: ['closes'] }),
    )
    .max(2_000)
    .default([])
    .meta({
      description: 'Hours and access on the day, for sites of the plan that differ from open all day',
    }),
  distances: z
    .array(z.strictObject({ from_site_id: id.nullable(), to_site_id: id.nullable(), distance_m: metres }))
    .max(100_000)
    .default([])
    .meta({
      description:
        'Metres by road, null being where trips begin; the way back too unless given. Else great circle × detour',
    }),
  detour_percent: z.int().min(100).max(500).default(130).meta({
    description: 'Distance by road in hundredths of the great circle; an assumption, to be checked',
  }),
  speed_kmh: z.int().min(1).max(120).default(30).meta({ description: 'An assumption, to be checked' }),
  unloading_minutes: z.int().min(0).max(1_440).default(45).meta({
    description: 'At each stop; an assumption, to be checked',
  }),
  pallet_weight_g: grams.default(1_000_000).meta({ description: 'What a shared pallet bears' }),
  pallet_volume_ml: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(1_728_000)
    .meta({ description: 'What a shared pallet holds; EUR pallet up to 1.8 m' }),
};

export const newLoadPlan = z.strictObject(newLoadPlanFields).meta({ id: 'NewLoadPlan' });

const amount = z.int().min(0);
const localTime = z.string().meta({ description: 'Local time of the sites', examples: ['2026-08-12T07:20'] });

const loadedLine = z
  .strictObject({ site_id: id, item_id: id, item_code: code, lot_id: id, location_id: id, quantity })
  .meta({ id: 'LoadedLine' });

const filling = {
  weight_g: amount,
  volume_ml: amount,
  pallets: amount,
  weight_percent: amount.meta({ description: 'Of the payload, rounded down' }),
  volume_percent: amount.nullable(),
  pallets_percent: amount.nullable(),
  incomplete: z
    .boolean()
    .meta({ description: 'A weight or volume in it is unknown: the figures are too low' }),
};

const stop = z.strictObject({
  stop_number: z.int(),
  site_id: id,
  site_code: code,
  arrives_at: localTime,
  leaves_at: localTime,
  late_minutes: amount.meta({ description: 'After closing' }),
  weight_g: amount,
  volume_ml: amount,
  pallets: amount,
  lines: z.array(loadedLine),
});

const trip = z
  .strictObject({
    trip_number: z.int(),
    carrier_id: id,
    carrier_code: code,
    distance_m: amount,
    cost_cents: amount,
    departs_at: localTime,
    returns_at: localTime,
    ...filling,
    stops: z.array(stop),
  })
  .meta({ id: 'LoadTrip' });

const result = {
  complete: z
    .boolean()
    .meta({ description: 'false: some weight or volume is unknown, see incomplete_items' }),
  incomplete_items: z.array(
    z.strictObject({
      item_id: id,
      item_code: code,
      weight_unknown: z.boolean(),
      volume_unknown: z.boolean(),
    }),
  ),
  leg: z
    .strictObject({
      leg_id: id,
      code,
      cost_cents: amount,
      leaves_at: localTime,
      units: z.array(z.strictObject({ unit_number: z.int(), ...filling, lines: z.array(loadedLine) })),
    })
    .nullable(),
  trips: z.array(trip),
  unserved: z
    .array(z.strictObject({ ...loadedLine.shape, reason: z.enum(unservedReasons) }))
    .meta({ description: 'What is on no vehicle, and why' }),
  totals: z.strictObject({
    vehicles: amount,
    distance_m: amount,
    cost_cents: amount,
    late_minutes: amount,
    weight_g: amount,
    volume_ml: amount,
    quantity: amount,
    unserved_quantity: amount,
  }),
};

const head = {
  id,
  number: z.string().meta({ examples: ['LOAD-000001'] }),
  plan_id: id,
  leg_id: id.nullable(),
  inputs_sha256: z.string().meta({ description: 'SHA-256 of the bytes that /inputs answers with' }),
  computed_by: id,
  computed_at: moment,
};

export const loadPlan = z.strictObject({ ...head, ...result }).meta({ id: 'LoadPlan' });

export const loadPlansQuery = listQuery(['id'], {}, '-id');
export const loadPlansPage = pageOf(
  z
    .strictObject({ ...head, complete: result.complete, totals: result.totals })
    .meta({ id: 'LoadPlanSummary' }),
);

const room = { payload_g: grams, volume_ml: millilitres, pallets };

export const loadInputs = z
  .strictObject({
    departs_on: day,
    departs_at: amount.meta({ description: 'Minutes after midnight' }),
    returns_by: amount,
    start: z.strictObject({ latitude, longitude }).nullable(),
    leg: z
      .strictObject({
        leg_id: id,
        code,
        count: amount,
        cost_cents: amount,
        lead_time_hours: amount,
        dangerous_goods: z.boolean(),
        ...room,
      })
      .nullable(),
    vehicles: z.array(
      z.strictObject({
        carrier_id: id,
        code,
        count: amount,
        fixed_cost_cents: amount,
        cost_per_km_cents: amount,
        ...room,
      }),
    ),
    sites: z.array(
      z.strictObject({
        site_id: id,
        code,
        priority: z.int(),
        latitude: latitude.nullable(),
        longitude: longitude.nullable(),
        opens: amount,
        closes: amount,
        closed: z.boolean(),
        carriers: z.array(id).nullable(),
      }),
    ),
    lines: z.array(
      z.strictObject({
        ...loadedLine.shape,
        dangerous: z.boolean(),
        unit_weight_g: amount.nullable(),
        unit_volume_ml: amount.nullable(),
        packing: z.array(
          z.strictObject({
            level: z.string(),
            quantity: amount,
            weight_g: amount.nullable(),
            volume_ml: amount.nullable(),
          }),
        ),
      }),
    ),
    distances: z.array(
      z.strictObject({ from_site_id: id.nullable(), to_site_id: id.nullable(), distance_m: metres }),
    ),
    options: z.strictObject({
      detour_percent: z.int(),
      speed_kmh: z.int(),
      unloading_minutes: z.int(),
      pallet_weight_g: z.int(),
      pallet_volume_ml: z.int(),
    }),
  })
  .meta({ id: 'LoadInputs' });
