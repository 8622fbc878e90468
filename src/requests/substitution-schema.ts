import { z } from 'zod';
import { code, id, listQuery, moment, note, pageOf, quantity } from '../lib/fields.ts';
import { substitutionStates } from './states.ts';

export const newSubstitution = z
  .strictObject({
    line_number: z.int().min(1),
    substitute_id: id.meta({ description: "One of the item's substitutes in the catalogue" }),
    quantity: quantity.meta({ description: "How many of the line's own item it stands in for" }),
    reason: note,
  })
  .meta({ id: 'NewSubstitution' });

export const substitution = z
  .strictObject({
    id,
    request_id: id,
    line_number: z.int(),
    item_id: id,
    item_code: code,
    substitute_id: id,
    substitute_code: code,
    quantity,
    substitute_quantity: quantity.meta({ description: "By the catalogue's ratio, rounded up" }),
    reason: z.string(),
    state: z.enum(substitutionStates),
    offered_by: id,
    offered_at: moment,
    answered_by: id.nullable(),
    answered_at: moment.nullable(),
    answer: z.string().nullable(),
    new_line_number: z.int().nullable().meta({ description: 'The line that an acceptance added' }),
  })
  .meta({ id: 'Substitution' });

export const substitutionsQuery = listQuery(['id'], {});
export const substitutionsPage = pageOf(substitution);

export const acceptance = z
  .strictObject({ comment: note.nullable().default(null) })
  .meta({ id: 'SubstitutionAcceptance' });

export const refusal = z.strictObject({ comment: note }).meta({ id: 'SubstitutionRefusal' });
