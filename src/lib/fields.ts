import { z } from 'zod';
import { isTimeZone } from './clock.ts';

/** Field shapes that every feature shares. */

export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .meta({ description: 'Identifier (UUIDv7)', examples: ['01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44'] });

export const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
  .meta({ description: 'Short code people use: letters, digits, . _ / -', examples: ['HSHETARPW406'] });

export const name = z.string().trim().min(1).max(300);

export const note = z.string().trim().min(1).max(2000);

/** A real calendar day of the years that files may hold too; a year such as 0026 is a slip of the hand. */
export const day = z.iso
  .date()
  .refine((value) => value >= '1900-01-01' && value <= '2199-12-31', { error: '1900-01-01 … 2199-12-31' })
  .meta({ description: 'Calendar date from 1900 to 2199, YYYY-MM-DD', examples: ['2026-08-05'] });

export const moment = z
  .string()
  .meta({ description: 'UTC instant of fixed width', examples: ['2026-08-05T13:04:05.678Z'] });

/** Whole base units. Bounded so that sums stay exact. */
export const quantity = z
  .int()
  .min(1)
  .max(1_000_000_000)
  .meta({ description: 'Whole base units of the item, 1 or more' });

export const quantityOrZero = z.int().min(0).max(1_000_000_000);

export const cents = z
  .int()
  .min(0)
  .max(1_000_000_000_000)
  .meta({ description: 'Amount in cents of the currency' });

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ description: 'ISO 4217 code', examples: ['USD'] });

export const unitValue = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})?$/)
  .meta({ description: 'Exact decimal, in the currency, per base unit', examples: ['12.25'] });

export const latitude = z.number().min(-90).max(90).meta({ description: 'Decimal degrees, WGS 84' });
export const longitude = z.number().min(-180).max(180).meta({ description: 'Decimal degrees, WGS 84' });

export const timeZone = z
  .string()
  .refine(isTimeZone, { error: 'unknown time zone' })
  .meta({ description: 'IANA time zone', examples: ['America/Panama'] });

export const version = z
  .int()
  .min(1)
  .meta({ description: 'Rises with every change; the ETag is this number in quotes' });

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** The query of a list: its own filters, and `limit`, `cursor` and `sort` as everywhere. */
export function listQuery<const Sort extends readonly [string, ...string[]], Shape extends z.ZodRawShape>(
  sortable: Sort,
  filters: Shape,
  defaultSort: Sort[number] | `-${Sort[number]}` = sortable[0],
) {
  const orders = sortable.flatMap((field) => [field, `-${field}`]);
  return z.strictObject({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(500)
      .default(50)
      .meta({ description: 'Rows a page, up to 500' }),
    cursor: z
      .string()
      .max(1000)
      .optional()
      .meta({ description: 'next_cursor of the page before; only with the same sort' }),
    sort: z
      .enum(orders as [string, ...string[]])
      .default(defaultSort)
      .meta({ description: 'Order; - before the field for descending' }),
    ...filters,
  });
}

/** A page of a list. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({
    data: z.array(row),
    next_cursor: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last' }),
  });
}
