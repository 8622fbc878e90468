import { z } from 'zod';
import {
  code,
  id,
  listQuery,
  moment,
  note,
  pageOf,
  quantity,
  quantityOrZero,
  version,
} from '../lib/fields.ts';
import { requestStates } from './states.ts';

export const idParams = z.strictObject({ id });

const state = z.enum(requestStates).meta({
  description: 'planned: an approved plan took it up; it goes back to approved when that plan is cancelled',
});

const lineNumber = z.int().min(1).meta({ description: 'Position in the request, from 1' });

export const request = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['REQ-000001'] }),
    operation_id: id,
    site_id: id,
    site_code: code,
    state,
    justification: z.string().nullable(),
    requested_by: id,
    decided_by: id.nullable(),
    decision_comment: z.string().nullable(),
    plan_id: id.nullable(),
    version,
    created_at: moment,
    updated_at: moment,
    lines: z.array(
      z.strictObject({
        line_number: lineNumber,
        item_id: id,
        item_code: code,
        quantity_requested: quantity,
        quantity_approved: quantityOrZero
          .nullable()
          .meta({ description: 'Whole base units; null until the request is approved' }),
      }),
    ),
  })
  .meta({ id: 'Request' });

export const newRequest = z
  .strictObject({
    site_id: id,
    justification: note.nullable().default(null),
    submit: z.boolean().default(true).meta({ description: 'false keeps it as a draft' }),
    lines: z
      .array(z.strictObject({ item_id: id, quantity }))
      .min(1)
      .max(200),
  })
  .meta({ id: 'NewRequest' });

export const decision = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    comment: note.nullable().default(null).meta({ description: 'Needed to reject' }),
    lines: z
      .array(z.strictObject({ line_number: lineNumber, quantity_approved: quantityOrZero }))
      .max(200)
      .default([])
      .meta({
        description: 'Lines granted in part, from 0 to what was asked; the others are granted as asked',
      }),
  })
  .meta({ id: 'RequestDecision' });

export const requestsQuery = listQuery(
  ['id', 'number', 'created_at'],
  { site_id: id.optional(), operation_id: id.optional(), state: state.optional() },
  '-id',
);
export const requestsPage = pageOf(request);
