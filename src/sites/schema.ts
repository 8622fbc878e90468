import { z } from 'zod';
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

const pCode = z
  .string()
  .regex(/^[A-Z]{2}[0-9]{1,10}$/)
  .meta({
    description: 'Place code of the common operational dataset; of El Salvador, a department or a municipio',
    examples: ['SV0613'],
  });

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
