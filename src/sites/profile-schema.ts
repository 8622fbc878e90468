import { z } from 'zod';
import { code, day, id, listQuery, moment, name, note, pageOf, version } from '../lib/fields.ts';
import { indicatorCodes, indicatorStatuses } from './site-standards.ts';
import { siteStatuses, workStates } from './states.ts';

const siteStatus = z.enum(siteStatuses);
const amount = z.int().min(0).max(10_000_000).nullable();

export const statusChange = z
  .strictObject({
    id,
    site_id: id,
    status: siteStatus,
    happened_on: day,
    note: note.nullable(),
    recorded_by: id,
    recorded_at: moment,
  })
  .meta({ id: 'SiteStatusChange' });

export const newStatusChange = z
  .strictObject({
    status: siteStatus.meta({
      description: 'Steps: open → full, closed; full → open, closed; closed → open',
    }),
    happened_on: day.optional().meta({ description: 'Today in El Salvador unless given; not in the future' }),
    note: note.nullable().default(null),
  })
  .meta({ id: 'NewSiteStatusChange' });

export const bySite = listQuery(['id'], {}, '-id');
export const statusChangesPage = pageOf(statusChange);

/** Kinds of vehicle that reach a site. */
export const vehicleKinds = [
  'motorcycle',
  'pickup',
  'truck_5t',
  'truck_10t',
  'container_20ft',
  'container_40ft',
  'boat',
  'helicopter',
] as const;

/** Eight digits are a telephone number of El Salvador; with spaces or dashes between them too. */
const telephone = /(?:\d[\s.()-]*){7}/;

const profileFields = {
  covered_area_m2: amount.meta({ description: 'Roofed floor people can sleep on, whole m²' }),
  toilets: amount.meta({ description: 'That work' }),
  water_points: amount.meta({ description: 'Taps that work' }),
  water_litres_a_day: amount,
  bathing_facilities: amount,
  laundry_facilities: amount,
  vehicles: z
    .array(z.enum(vehicleKinds))
    .max(vehicleKinds.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, { error: 'each kind once' })
    .nullable()
    .meta({ description: 'Kinds of vehicle that reach it; null: nobody has said' }),
  opening_hours: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .nullable()
    .meta({ examples: ['07:00–18:00'] }),
  focal_point: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((text) => !telephone.test(text), { error: 'a role, without a telephone number' })
    .nullable()
    .meta({ description: 'A role, never a telephone number', examples: ['Encargada del centro'] }),
  note: note.nullable(),
};

export const siteProfile = z
  .strictObject({
    id,
    site_id: id,
    profiled_on: day,
    ...profileFields,
    recorded_by: id,
    recorded_at: moment,
  })
  .meta({ id: 'SiteProfile', description: 'null is not known, never zero' });

export const newSiteProfile = z
  .strictObject({
    profiled_on: day.meta({ description: 'Not in the future, in El Salvador' }),
    covered_area_m2: profileFields.covered_area_m2.default(null),
    toilets: profileFields.toilets.default(null),
    water_points: profileFields.water_points.default(null),
    water_litres_a_day: profileFields.water_litres_a_day.default(null),
    bathing_facilities: profileFields.bathing_facilities.default(null),
    laundry_facilities: profileFields.laundry_facilities.default(null),
    vehicles: profileFields.vehicles.default(null),
    opening_hours: profileFields.opening_hours.default(null),
    focal_point: profileFields.focal_point.default(null),
    note: profileFields.note.default(null),
  })
  .meta({ id: 'NewSiteProfile' });

export const siteProfilesPage = pageOf(siteProfile);

export const roadClosure = z
  .strictObject({
    id,
    site_id: id,
    road: name,
    closed_on: day,
    reopened_on: day.nullable(),
    note: note.nullable(),
    recorded_by: id,
    recorded_at: moment,
  })
  .meta({ id: 'SiteRoadClosure' });

export const newRoadClosure = z
  .strictObject({
    road: name,
    closed_on: day.meta({ description: 'Not in the future, in El Salvador' }),
    note: note.nullable().default(null),
  })
  .meta({ id: 'NewSiteRoadClosure' });

export const roadReopening = z
  .strictObject({ reopened_on: day.optional().meta({ description: 'Today in El Salvador unless given' }) })
  .meta({ id: 'SiteRoadReopening' });

export const roadClosuresPage = pageOf(roadClosure);

const workKind = z.enum([
  'sanitation',
  'water',
  'shelter',
  'electricity',
  'accessibility',
  'kitchen',
  'drainage',
  'other',
]);

export const siteWork = z
  .strictObject({
    id,
    site_id: id,
    kind: workKind,
    description: note,
    state: z.enum(workStates),
    started_on: day.nullable(),
    finished_on: day.nullable(),
    version,
    recorded_by: id,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'SiteWork', description: 'An upgrade or repair of a site' });

export const newSiteWork = z.strictObject({ kind: workKind, description: note }).meta({ id: 'NewSiteWork' });

export const siteWorkChange = z
  .strictObject({
    description: note.optional(),
    state: z
      .enum(workStates)
      .optional()
      .meta({ description: 'Steps: planned → in_progress, cancelled; in_progress → done, cancelled' }),
    on: day.optional().meta({ description: 'Day of the step; today in El Salvador unless given' }),
  })
  .meta({ id: 'SiteWorkChange' });

export const siteWorksPage = pageOf(siteWork);

export const indicator = z.strictObject({
  code: z.enum(indicatorCodes),
  status: z.enum(indicatorStatuses).meta({
    description: 'minimum: enough to survive on, or in the first days; unknown: a figure is missing',
  }),
  value: z.string().nullable(),
  unit: z.string(),
  standard: z.string(),
  minimum: z.string().nullable(),
  source: z.string(),
  configured: z.boolean().meta({ description: 'The minimum is set by whoever runs the service' }),
  missing: z.int().min(0).nullable().meta({ description: 'How many more would meet the standard' }),
});

const indicatorFields = {
  site_id: id,
  code,
  name,
  people: z.int().min(0).nullable(),
  people_assumed: z.enum(['females_and_males', 'household_size_3.14']).nullable(),
  count_id: id.nullable().meta({ description: 'The latest count, which says how many people there are' }),
  counted_on: day.nullable(),
  count_flagged: z.boolean().meta({ description: 'That count is flagged and not decided on' }),
  profile_id: id.nullable(),
  profiled_on: day.nullable(),
  capacity: z.int().min(0).nullable(),
  over_capacity: z.boolean().nullable(),
  indicators: z.array(indicator),
};

export const siteIndicatorsAnswer = z.strictObject(indicatorFields).meta({ id: 'SiteIndicators' });

export const siteIndicatorsQuery = listQuery(['code', 'name', 'site_id'], {
  operation_id: id,
  as_of: day.optional().meta({ description: 'Today in El Salvador unless given' }),
});
export const siteIndicatorsPage = pageOf(siteIndicatorsAnswer);

export const asOfQuery = z.strictObject({
  as_of: day.optional().meta({ description: 'Today in El Salvador unless given' }),
});

const progress = z.strictObject({
  commitment: z.string(),
  target: z.int().min(0),
  reached: z.int().min(0),
  missing: z.int().min(0),
});

export const commitmentsQuery = z.strictObject({
  operation_id: id.optional().meta({ description: 'Only sites of this operation; all without it' }),
});

export const commitments = z
  .strictObject({
    source: z.string(),
    centres: z.int().min(0).meta({ description: 'Collective centres known' }),
    progress: z.array(progress),
  })
  .meta({ id: 'SiteCommitments' });

export const closureParams = z.strictObject({ id, closure_id: id });
export const workParams = z.strictObject({ id, work_id: id });
