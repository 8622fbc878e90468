import { z } from 'zod';
import { code, day, id, version } from '../lib/fields.ts';

const pCodePrefix = z
  .string()
  .regex(/^[A-Z]{2}(\d{2}){0,3}$/)
  .meta({ description: 'Beginning of a P-code: a country, department or municipality', examples: ['SV14'] });

const named = z.strictObject({ id, code });

export const earmark = z
  .strictObject({
    grant_id: id,
    grant_code: code,
    starts_on: day.nullable().meta({ description: 'First day of use; changed on the grant itself' }),
    ends_on: day.nullable().meta({ description: 'Last day of use, inclusive' }),
    items: z.array(named),
    categories: z.array(z.string()),
    p_codes: z.array(pCodePrefix),
    sites: z.array(named),
    operations: z.array(named),
    version,
  })
  .meta({ id: 'Earmark' });

const list = <T extends z.ZodType>(member: T) =>
  z
    .array(member)
    .max(500)
    .refine((members) => new Set(members).size === members.length, { error: 'each only once' })
    .optional();

export const earmarkChange = z
  .strictObject({
    items: list(id).meta({ description: 'Only these items, or those of `categories`; an empty list: any' }),
    categories: list(z.string().trim().min(1).max(100)),
    p_codes: list(pCodePrefix).meta({
      description: 'Only sites whose P-code begins so, or those of `sites`; an empty list: anywhere',
    }),
    sites: list(id),
    operations: list(id).meta({ description: 'Only these operations; an empty list: any' }),
  })
  .meta({ id: 'EarmarkChange', description: 'What is given replaces what was there; the rest stays' });
