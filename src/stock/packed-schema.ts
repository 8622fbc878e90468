import { z } from 'zod';
import { packingLevel } from '../catalogue/schema.ts';
import { quantity } from '../lib/fields.ts';

/** How good goods came packed. */
export const packed = z
  .strictObject({
    packs: quantity.meta({ description: 'Packages in good condition', examples: [12] }),
    units_per_pack: quantity.optional().meta({
      description: 'Base units in one; as the catalogue says of the level unless given',
      examples: [20],
    }),
    level: packingLevel.shape.level
      .optional()
      .meta({ description: 'What they are; the catalogue must say how many base units it holds' }),
  })
  .refine((pack) => pack.units_per_pack !== undefined || pack.level !== undefined, {
    error: 'units_per_pack or level',
    path: ['units_per_pack'],
  })
  .meta({
    id: 'Packed',
    description:
      'How the good goods are packed: packs × units per pack is their quantity, which may then be left out. The lot remembers it.',
  });
