import { z } from 'zod';
import { importFields } from '../exchange/import-kinds.ts';
import { importAnswerFields, importQueryFields } from '../exchange/imports.ts';
import { columnTypes, confidences } from '../exchange/propose.ts';
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
  note,
  pageOf,
  version,
} from '../lib/fields.ts';
import { pCode } from '../places/schema.ts';
import { AGE_BANDS, SEXES, VULNERABLE_GROUPS } from './age-bands.ts';
import { countGaps } from './count-rules.ts';
import { operationStates, siteStatuses } from './states.ts';

export const idParams = z.strictObject({ id });

const operationState = z.enum(operationStates).meta({
  description:
    'standing_down: nothing new begins (sites, requests, plans, programmes, households), what was begun goes on. closed: nothing is taken any more. Steps: open → standing_down, closed; standing_down → open, closed; closed → open',
});

const operationFields = {
  name,
  kind: z
    .string()
    .trim()
    .min(1)
    .max(50)
    .meta({ description: 'What happened', examples: ['tropical_storm'] }),
  started_on: day,
  lead: name.nullable().meta({ description: 'Who leads it: a person or a post' }),
};

const areas = z
  .array(pCode)
  .max(300)
  .refine((codes) => new Set(codes).size === codes.length, { error: 'each P-code once' })
  .meta({ description: 'P-codes of the departments and distritos affected' });

export const operation = z
  .strictObject({
    id,
    code,
    ...operationFields,
    areas,
    standing_down_on: day.nullable(),
    ended_on: day.nullable(),
    state: operationState,
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Operation' });

export const newOperation = z
  .strictObject({
    code,
    ...operationFields,
    lead: operationFields.lead.default(null),
    areas: areas.default([]),
  })
  .meta({ id: 'NewOperation' });

export const operationChange = z
  .strictObject({
    ...z.object(operationFields).partial().shape,
    areas: areas.optional(),
    ended_on: day.nullable().optional(),
    state: operationState.optional(),
  })
  .meta({ id: 'OperationChange' });

export const operationsQuery = listQuery(['code', 'name', 'started_on', 'id'], {
  code: code.optional(),
  state: operationState.optional(),
});
export const operationsPage = pageOf(operation);

const total = z.int().min(0);

export const totalsQuery = z.strictObject({
  as_of: day
    .optional()
    .meta({ description: 'Day whose counts are added up; today in El Salvador unless given' }),
});

export const operationTotals = z
  .strictObject({
    operation_id: id,
    state: operationState,
    as_of: day,
    sites: total.meta({ description: 'Active ones, as all figures here' }),
    sites_by_status: z.strictObject({ open: total, full: total, closed: total }),
    capacity: total.meta({ description: 'Sum of what is known' }),
    sites_counted: total,
    sites_not_counted: total,
    counts_to_decide: total.meta({ description: 'Sites whose latest count is flagged and not decided on' }),
    households: total.meta({
      description: 'Sums of the latest counts; what one does not state is not in them',
    }),
    individuals: total,
    females: total,
    males: total,
    items: z.array(
      z.strictObject({
        item_id: id,
        item_code: code,
        base_unit: z.string(),
        need: total.meta({ description: 'In the latest plan that was approved; 0 without one' }),
        delivered: total.meta({ description: 'Received in good condition at its sites' }),
        in_transit: total,
        unmet: total,
      }),
    ),
  })
  .meta({ id: 'OperationTotals' });

const siteKind = z.enum(['collective_centre', 'safe_house', 'store', 'public_office']);

const siteStatus = z
  .enum(siteStatuses)
  .meta({ description: 'Plans leave closed sites out; see status-changes' });

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
    status: siteStatus,
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
  status: siteStatus.optional(),
});
export const sitesPage = pageOf(site);

export const countSource = z.enum([
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

const vulnerable = z
  .array(
    z.strictObject({
      vulnerable_group: z.enum(VULNERABLE_GROUPS),
      persons: z.int().min(0).max(10_000_000),
    }),
  )
  .max(VULNERABLE_GROUPS.length)
  .meta({ description: 'Persons in groups with needs of their own; one person may be in several' });

const decision = z.enum(['accepted', 'refused']);

/** A sentence about a count that a person has to look at. */
const countFlag = z.strictObject({
  rule: z.string(),
  field: z.string(),
  message: z.string(),
});

export const householdCount = z
  .strictObject({
    id,
    site_id: id,
    site_code: code,
    counted_on: day,
    source: countSource,
    ...figures,
    vulnerable,
    gaps: z
      .array(z.enum(countGaps))
      .meta({ description: 'What it does not state; age_bands: not every band of both sexes' }),
    state: z.enum(['valid', 'flagged', 'accepted', 'refused', 'superseded']).meta({
      description:
        'flagged: it contradicts itself, its site or the count before, and is used with that mark until somebody decides; refused and superseded counts are not used',
    }),
    flags: z.array(countFlag),
    decision: z.strictObject({ decision, comment: note, decided_by: id, decided_at: moment }).nullable(),
    supersedes_id: id
      .nullable()
      .meta({ description: 'The count it corrects, which stays and is no longer used' }),
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
    vulnerable: vulnerable.default([]),
    supersedes_id: id
      .nullable()
      .default(null)
      .meta({ description: 'The count of the same site that this one corrects' }),
  })
  .meta({
    id: 'NewHouseholdCount',
    description: 'At least households or individuals; leave out what is not known',
  });

export const countDecision = z
  .strictObject({ decision, comment: note })
  .meta({ id: 'HouseholdCountDecision' });

export const trendQuery = z.strictObject({ from_day: day.optional(), to_day: day.optional() });

export const countTrend = z
  .strictObject({
    site_id: id,
    points: z.array(
      z.strictObject({
        count_id: id,
        counted_on: day,
        source: countSource,
        households: figure,
        individuals: figure,
        females: figure,
        males: figure,
        flagged: z.boolean(),
        change_households: z.int().nullable().meta({ description: 'Against the point before' }),
        change_individuals: z.int().nullable(),
      }),
    ),
  })
  .meta({
    id: 'CountTrend',
    description: 'Of each day the last count that holds, oldest first; the newest 366 days that have one',
  });

export const householdCountsQuery = listQuery(
  ['counted_on', 'recorded_at', 'id'],
  {
    site_id: id.optional(),
    operation_id: id.optional(),
    import_id: id.optional(),
    from_day: day.optional(),
    to_day: day.optional(),
    to_decide: flag.optional().meta({ description: 'true: those flagged that nobody has decided on' }),
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
      .strictObject({
        count_id: id,
        counted_on: day,
        source: countSource,
        ...figures,
        flagged: z.boolean().meta({ description: 'It is flagged and nobody has decided on it' }),
      })
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
  mapping_id: id
    .optional()
    .meta({ description: 'A saved mapping of household_counts the columns are read by' }),
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
    flag_count: z.int().min(0).meta({ description: 'Flags of the rows taken; at most 200 are listed' }),
    flags: z
      .array(z.strictObject({ row: z.int(), site_code: z.string(), ...countFlag.shape }))
      .meta({ description: 'What a person has to decide on in the rows taken' }),
    households: persons.meta({ description: 'Sums of the rows taken' }),
    individuals: persons,
    females: persons,
    males: persons,
  })
  .meta({ id: 'HouseholdCountImport' });

export const proposalQuery = z.strictObject({
  file_name: importQueryFields.file_name,
  sheet: importQueryFields.sheet,
});

export const mappingProposal = z
  .strictObject({
    file_name: z.string(),
    sheet: z.string().nullable(),
    encoding: z.string().nullable().meta({ description: 'Of a text; null for a workbook' }),
    separator: z.string().nullable(),
    header_row: z.int(),
    rows: z.int(),
    columns: z.array(
      z.strictObject({
        name: z.string(),
        letter: z.string(),
        tag: z.string().nullable(),
        type: z.enum(columnTypes),
        samples: z.array(z.string()),
        field: z.enum(importFields.household_counts).nullable(),
        confidence: z.enum(confidences).nullable().meta({
          description: 'certain: a known tag or header; likely: it shares most of its words with one',
        }),
      }),
    ),
    mapping: z
      .record(z.string(), z.string())
      .meta({ description: 'What to send as columns to POST /v1/import-mappings, as it is or changed' }),
  })
  .meta({ id: 'CountMappingProposal' });
