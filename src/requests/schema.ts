import { z } from 'zod';
import {
  code,
  day,
  flag,
  id,
  listQuery,
  moment,
  note,
  pageOf,
  quantity,
  quantityOrZero,
  version,
} from '../lib/fields.ts';
import { nextActors, requestStates } from './states.ts';

export const idParams = z.strictObject({ id });

/** A phone without signal names what it makes; asked again, the service knows it. */
export const clientId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  .meta({
    description:
      'Identifier made by the client, a UUID of version 4 or 7: the same with the same body is the same answer, with another body a 409 with both versions',
    examples: ['01980c2f-7a3b-7c11-9a57-3f1d2a9b8c55'],
  });

const state = z.enum(requestStates).meta({
  description:
    'From approval on it follows the goods: planned when an approved plan promises something, in_fulfilment when something left or arrived, fulfilled when all that was approved was delivered',
});

const lineNumber = z.int().min(1).meta({ description: 'Position in the request, from 1' });
const amount = z.int().min(0).meta({ description: 'Whole base units of the item' });
const reason = note.nullable();

const priority = z.int().min(1).max(4).meta({
  description:
    '1 saves lives and is late after 1 day, 2 after 3, 3 after 7, 4 after 14; 1 and 2 need a justification',
});

const basisShape = {
  count_id: id.nullable(),
  counted_on: day.nullable(),
  source: z.string().nullable(),
  stale: z.boolean(),
  rates: z.array(
    z.strictObject({
      basis: z.string(),
      units: amount.meta({ description: 'Households, persons … counted or assumed' }),
      rate_numerator: z.int(),
      rate_denominator: z.int(),
      quantity: amount.meta({ description: 'units × numerator / denominator, rounded up' }),
    }),
  ),
  need: amount,
  delivered: amount,
  in_transit: amount,
  promised: amount,
  asked: amount.meta({ description: 'In other requests of the site that still wait' }),
};

const explanation = z.string().meta({
  description: 'Rule and count in words',
  examples: ['84 households × 1 = 84 (count of 2026-08-04)'],
});

export const proposal = z
  .strictObject({
    site_id: id,
    operation_id: id,
    standard_id: id,
    count_id: id.nullable(),
    lines: z.array(
      z.strictObject({
        item_id: id,
        item_code: code,
        quantity: amount.meta({
          description: 'need − delivered − in transit − promised − asked, not below 0',
        }),
        ...basisShape,
        explanation,
      }),
    ),
  })
  .meta({ id: 'RequestProposal' });

export const proposalQuery = z.strictObject({ site_id: id, standard_id: id });

const requestLine = z.strictObject({
  line_number: lineNumber,
  item_id: id,
  item_code: code,
  quantity_requested: quantity,
  quantity_approved: quantityOrZero.nullable().meta({ description: 'null until the request is approved' }),
  quantity_promised: amount.meta({ description: 'Held by approved plans, not yet on the road' }),
  quantity_sent: amount.meta({ description: 'On the road' }),
  quantity_delivered: amount.meta({ description: 'Received in good condition' }),
  quantity_remaining: amount.nullable().meta({
    description: 'approved − promised − sent − delivered; what is lost on the road comes back here',
  }),
  proposed: quantityOrZero
    .nullable()
    .meta({ description: 'By standard and count; null where none was used' }),
  basis: z.strictObject(basisShape).nullable(),
  explanation: explanation.nullable(),
  reason: z.string().nullable().meta({ description: 'Why it asks for something else than proposed' }),
  substitutes_line: lineNumber.nullable().meta({ description: 'The line it stands in for, by agreement' }),
});

export const request = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['REQ-000001'] }),
    operation_id: id,
    site_id: id,
    site_code: code,
    state,
    priority,
    justification: z.string().nullable(),
    standard_id: id.nullable(),
    count_id: id.nullable().meta({ description: 'The count it was proposed from' }),
    requested_by: id,
    submitted_at: moment.nullable(),
    due_on: day.meta({ description: 'Late after this day, by its priority' }),
    late: z.boolean().meta({ description: 'Waited for, and past its day' }),
    decided_by: id.nullable(),
    decided_at: moment.nullable(),
    decision_comment: z.string().nullable(),
    closing_reason: z.string().nullable(),
    ended_at: moment.nullable(),
    next_actor: z.enum(nextActors).meta({ description: 'Who has to do something next' }),
    next_since: moment.meta({ description: 'Since when it is up to them' }),
    plan_ids: z.array(id).meta({ description: 'Plans that promised or sent something of it' }),
    version,
    created_at: moment,
    updated_at: moment,
    lines: z.array(requestLine),
  })
  .meta({ id: 'Request' });

const askedLines = z
  .array(z.strictObject({ item_id: id, quantity, reason: reason.default(null) }))
  .min(1)
  .max(200);

export const newRequest = z
  .strictObject({
    id: clientId.optional(),
    site_id: id,
    priority: priority.default(3),
    justification: note.nullable().default(null),
    standard_id: id.nullable().default(null).meta({
      description:
        'The standard the form was filled by; each line that asks for something else than proposed then needs a reason',
    }),
    submit: z.boolean().default(true).meta({ description: 'false keeps it as a draft' }),
    lines: askedLines,
  })
  .meta({ id: 'NewRequest' });

export const requestChange = z
  .strictObject({
    priority: priority.optional(),
    justification: note.nullable().optional(),
    standard_id: id.nullable().optional(),
    lines: askedLines.optional().meta({ description: 'In place of those it has' }),
  })
  .meta({ id: 'RequestChange' });

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

export const closing = z.strictObject({ reason: note }).meta({ id: 'RequestClosing' });

export const requestsQuery = listQuery(
  ['created_at', 'id', 'number', 'next_since', 'due_on'],
  {
    site_id: id.optional(),
    operation_id: id.optional(),
    state: state.optional(),
    priority: z.coerce.number().int().min(1).max(4).optional(),
    next_actor: z.enum(nextActors).optional(),
    late: flag.optional().meta({ description: 'true: only what is waited for and past its day' }),
  },
  '-created_at',
);
export const requestsPage = pageOf(request);

export const newMessage = z
  .strictObject({ id: clientId.optional(), text: note })
  .meta({ id: 'NewRequestMessage' });

export const message = z
  .strictObject({
    id,
    request_id: id,
    text: z.string(),
    written_by: id,
    written_by_name: z.string(),
    written_at: moment,
  })
  .meta({ id: 'RequestMessage' });

export const messagesQuery = listQuery(['written_at'], {});
export const messagesPage = pageOf(message);
