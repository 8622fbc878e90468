import { z } from 'zod';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import {
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
  version,
} from '../lib/fields.ts';
import { pCode } from '../places/schema.ts';
import { AGE_BANDS, SEXES } from './age-bands.ts';

export const idParams = z.strictObject({ id });

const operationState = z
  .enum(['open', 'closed'])
  .meta({ description: 'A closed operation takes no new sites and counts' });

const operationFields = {
  name,
  kind: z
    .string()
    .trim()
    .min(1)
    .max(50)
    .meta({ description: 'What happened', examples: ['tropical_storm'] }),
  started_on: day,
};

export const operation = z
  .strictObject({
    id,
    code,
    ...operationFields,
    ended_on: day.nullable(),
    state: operationState,
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Operation' });

export const newOperation = z.strictObject({ code, ...operationFields }).meta({ id: 'NewOperation' });

export const operationChange = z
  .strictObject({
    ...z.object(operationFields).partial().shape,
    ended_on: day.nullable().optional(),
    state: operationState.optional(),
  })
  .meta({ id: 'OperationChange' });

export const operationsQuery = listQuery(['code', 'name', 'started_on', 'id'], {
  code: code.optional(),
  state: operationState.optional(),
});
export const operationsPage = pageOf(operation);

const siteKind = z.enum(['collective_centre', 'safe_house', 'store', 'public_office']);

const siteFields = {
  name,
  kind: siteKind,
  p_code: pCode.nullable(),
  latitude: latitude.nullable(),
  longitude: longitude.nullable(),
  capacity: z.int().min(0).max(10_000_000).nullable().meta({ description: 'Persons it can house' }),
  priority: z.int().min(1).max(9).meta({ description: '1 is served first' }),
};

export const site = z
  .strictObject({
    id,
    operation_id: id,
    code,
    ...siteFields,
    active: z.boolean().meta({ description: 'Plans leave inactive sites out' }),
    location_id: id.meta({ description: 'The place of the stock ledger that this site is' }),
    place: z
      .strictObject({ department: name, municipio: name.nullable(), distrito: name.nullable() })
      .nullable()
      .meta({ description: 'What the P-code names; null without one and abroad' }),
    coordinates: z.enum(['none', 'within', 'outside', 'unchecked']).meta({
      description:
        'Whether the point lies in the place of the P-code, to about 70 m; unchecked where there is no P-code or no outline for it. A point outside is kept and flagged',
    }),
    coordinates_p_code: pCode
      .nullable()
      .meta({ description: 'The area the point lies in, where that is not the place of the P-code' }),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Site' });

/** Both coordinates are given, or neither; each null counts as given. */
const bothCoordinates = (value: {
  latitude?: number | null | undefined;
  longitude?: number | null | undefined;
}) => typeof value.latitude === typeof value.longitude;

const coordinatesTogether = { error: 'latitude + longitude', path: ['longitude'] };

export const newSite = z
  .strictObject({
    operation_id: id,
    code,
    ...siteFields,
    p_code: siteFields.p_code.default(null),
    latitude: siteFields.latitude.default(null),
    longitude: siteFields.longitude.default(null),
    capacity: siteFields.capacity.default(null),
    priority: siteFields.priority.default(1),
  })
  .refine(bothCoordinates, coordinatesTogether)
  .meta({ id: 'NewSite' });

export const siteChange = z
  .strictObject({ ...z.object(siteFields).partial().shape, active: z.boolean().optional() })
  .refine(bothCoordinates, coordinatesTogether)
  .meta({ id: 'SiteChange' });

export const sitesQuery = listQuery(['code', 'name', 'priority', 'id'], {
  operation_id: id.optional(),
  kind: siteKind.optional(),
  code: code.optional(),
  p_code: z
    .string()
    .regex(/^[A-Z]{2}[0-9]{0,10}$/)
    .optional()
    .meta({ description: 'Sites whose P-code begins so: SV06 is all of La Paz' }),
  active: flag.optional(),
});
export const sitesPage = pageOf(site);

const countSource = z.enum([
  'civil_protection',
  'displacement_tracking',
  'centre_manager',
  'partner',
  'other',
]);

const figure = z.int().min(0).max(10_000_000).nullable();

const countGroup = z.strictObject({
  sex: z.enum(SEXES),
  age_band: z
    .enum(AGE_BANDS.map((band) => band.code))
    .meta({ description: 'm: months, y: years; both ends inclusive' }),
  persons: z.int().min(0).max(10_000_000),
});

const figures = {
  households: figure,
  individuals: figure,
  females: figure,
  males: figure,
  groups: z.array(countGroup).max(14).meta({ description: 'Persons by sex and age band, as far as known' }),
};

export const householdCount = z
  .strictObject({
    id,
    site_id: id,
    site_code: code,
    counted_on: day,
    source: countSource,
    ...figures,
    import_id: id.nullable().meta({ description: 'The file it came from' }),
    recorded_by: id,
    recorded_at: moment,
  })
  .meta({ id: 'HouseholdCount', description: 'null is not stated, never zero' });

export const newHouseholdCount = z
  .strictObject({
    site_id: id,
    counted_on: day.meta({ description: 'Not in the future, in El Salvador' }),
    source: countSource,
    households: figure.default(null),
    individuals: figure.default(null),
    females: figure.default(null),
    males: figure.default(null),
    groups: figures.groups.default([]),
  })
  .meta({
    id: 'NewHouseholdCount',
    description: 'At least households or individuals; leave out what is not known',
  });

export const householdCountsQuery = listQuery(
  ['counted_on', 'recorded_at', 'id'],
  {
    site_id: id.optional(),
    operation_id: id.optional(),
    import_id: id.optional(),
    from_day: day.optional(),
    to_day: day.optional(),
  },
  '-id',
);
export const householdCountsPage = pageOf(householdCount);

export const siteCount = z
  .strictObject({
    site_id: id,
    code,
    name,
    priority: siteFields.priority,
    count: z
      .strictObject({ count_id: id, counted_on: day, source: countSource, ...figures })
      .nullable()
      .meta({ description: 'null: never counted up to then' }),
  })
  .meta({ id: 'SiteCount' });

export const latestCountsQuery = listQuery(['code', 'name', 'priority', 'site_id'], {
  operation_id: id,
  as_of: day.optional().meta({ description: 'Today in El Salvador unless given' }),
});
export const latestCountsPage = pageOf(siteCount);

export const countImportQuery = z.strictObject({
  ...importQueryFields,
  source: countSource.default('other'),
  counted_on: day.optional().meta({ description: 'Day of the rows that give none' }),
  create_sites: flag
    .default(false)
    .meta({ description: 'true: sites the operation does not have are added (needs sites.write)' }),
});

const persons = z.int().min(0);

export const countImport = z
  .strictObject({
    ...importAnswerFields,
    sites_created: z.int().min(0),
    households: persons.meta({ description: 'Sums of the rows taken' }),
    individuals: persons,
    females: persons,
    males: persons,
  })
  .meta({ id: 'HouseholdCountImport' });
