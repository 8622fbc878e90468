import { z } from 'zod';
import {
  code,
  day,
  id,
  latitude,
  listQuery,
  longitude,
  moment,
  name,
  pageOf,
  timeZone,
  version,
} from '../lib/fields.ts';
import { binPurposes } from './places.ts';

export const purpose = z.enum(binPurposes).meta({
  description: 'What a bin is for, for good. Nothing is issued or dispatched out of a quarantine bin',
});

const bin = z.strictObject({ code, name, purpose: purpose.default('storage') });

export const warehouse = z
  .strictObject({
    id,
    code,
    name,
    country: z.string(),
    time_zone: timeZone,
    latitude: latitude.nullable(),
    longitude: longitude.nullable(),
    active: z.boolean(),
    closed_through: day
      .nullable()
      .meta({ description: 'Nothing is posted on this day or before it; null when no period is closed' }),
    version,
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Warehouse' });

export const newWarehouse = z
  .strictObject({
    code,
    name,
    country: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .meta({ description: 'ISO 3166-1', examples: ['PA'] }),
    time_zone: timeZone,
    latitude: latitude.nullable().default(null),
    longitude: longitude.nullable().default(null),
    bins: z.array(bin).min(1).max(2000).meta({ description: 'Zones or bins; stock always lies in one' }),
  })
  .meta({ id: 'NewWarehouse' });

export const warehouseChange = z
  .strictObject({
    name: name.optional(),
    latitude: latitude.nullable().optional(),
    longitude: longitude.nullable().optional(),
    active: z.boolean().optional(),
  })
  .meta({ id: 'WarehouseChange', description: 'The time zone stays: past days were judged in it' });

export const warehousesQuery = listQuery(['code', 'name', 'id'], { code: code.optional() });
export const warehousesPage = pageOf(warehouse);

export const newBins = z.strictObject({ bins: z.array(bin).min(1).max(2000) }).meta({ id: 'NewBins' });

export const locationKind = z.enum([
  'bin',
  'in_transit',
  'site',
  'supplier',
  'distributed',
  'loss',
  'adjustment',
  'conversion',
]);

export const location = z
  .strictObject({
    id,
    kind: locationKind,
    warehouse_id: id.nullable(),
    site_id: id.nullable(),
    purpose: purpose.nullable().meta({ description: 'Of a bin; null for other places' }),
    code: z.string(),
    name: z.string(),
  })
  .meta({ id: 'Location' });

export const locations = z.strictObject({ data: z.array(location) });

export const locationsQuery = listQuery(['id', 'code'], {
  kind: locationKind.optional(),
  purpose: purpose.optional(),
  warehouse_id: id.optional(),
  site_id: id.optional(),
});
export const locationsPage = pageOf(location);
