import { z } from 'zod';

/** The body of every answer that is not a success. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ examples: ['urn:acopio:problem:insufficient_stock'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable code; the list is in the description of this API' }),
    instance: z.string().meta({ description: 'Request number, the same as in the service log' }),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    error_count: z.int().meta({ description: 'How many errors there are, also beyond those listed' }),
    errors: z.array(
      z.strictObject({
        rule: z.string(),
        message: z.string(),
        pointer: z.string().optional().meta({ description: 'JSON pointer into the request' }),
        file: z.string().optional(),
        sheet: z.string().optional(),
        row: z.int().optional().meta({ description: 'Row as a spreadsheet numbers it, from 1' }),
        column: z.string().optional(),
        value: z.string().nullable().optional(),
        params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).optional(),
      }),
    ),
    versions: z
      .strictObject({ stored: z.unknown(), sent: z.unknown() })
      .optional()
      .meta({ description: 'Where two versions of a thing collide: what is kept, and what was sent' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem' });
