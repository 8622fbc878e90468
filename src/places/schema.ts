import { z } from 'zod';
import { latitude, listQuery, longitude, name, pageOf } from '../lib/fields.ts';
import { placeKinds } from './gazetteer.ts';
import { numberSchemes } from './resolve.ts';

const kind = z.enum(placeKinds).meta({
  description:
    'distrito: of today, the municipio of before 2024; municipio: one of the 44 of today, without a P-code',
});

/** A P-code as every feature takes it. */
export const pCode = z
  .string()
  .regex(/^[A-Z]{2}[0-9]{1,10}$/)
  .meta({
    description: 'Place code of the common operational dataset; of El Salvador, a department or a distrito',
    examples: ['SV0613'],
  });

export const place = z
  .strictObject({
    key: z.string().meta({ description: 'The P-code; of a municipio its department and its name' }),
    kind,
    p_code: pCode.nullable(),
    name,
    former_name: name.nullable().meta({ description: 'The name in the list of 2021 where it is another' }),
    department_p_code: pCode,
    department: name,
    national_department_number: z
      .string()
      .meta({ description: 'Of the national list; not the number in the P-code', examples: ['02'] }),
    municipio: name.nullable().meta({ description: 'Of a distrito, since 2024' }),
    latitude: latitude.nullable().meta({ description: 'Of the centroid; null for a municipio' }),
    longitude: longitude.nullable(),
  })
  .meta({ id: 'Place' });

export const placesQuery = listQuery(['key'], {
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Part of a name of today or of 2021, without regard to accents and case' }),
  kind: kind.optional(),
  department: pCode.optional().meta({ description: 'P-code of a department' }),
});
export const placesPage = pageOf(place);

export const resolutionQuery = z
  .strictObject({
    p_code: z.string().trim().max(20).optional(),
    name: z.string().trim().min(1).max(100).optional(),
    department: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Name or P-code of the department that the name is looked for in' }),
    kind: kind.optional(),
    number: z.string().trim().max(20).optional().meta({ description: 'Digits; needs scheme' }),
    scheme: z
      .enum(numberSchemes)
      .optional()
      .meta({ description: 'The list the number is of: national 02 is Santa Ana, P-code 02 is Cabañas' }),
    latitude: z.coerce.number().min(-90).max(90).optional(),
    longitude: z.coerce.number().min(-180).max(180).optional(),
  })
  .refine(
    (query) => [query.p_code, query.name, query.number].filter((one) => one !== undefined).length <= 1,
    { error: 'p_code | name | number', path: ['name'] },
  )
  .refine((query) => (query.latitude === undefined) === (query.longitude === undefined), {
    error: 'latitude + longitude',
    path: ['longitude'],
  });

export const resolution = z
  .strictObject({
    place: place.nullable(),
    refused: z
      .strictObject({ rule: z.string(), message: z.string(), candidates: z.array(place) })
      .nullable()
      .meta({ description: 'Why the words name no single place, and what they may have meant' }),
    point: z
      .strictObject({
        p_code: pCode.nullable().meta({ description: 'The area the point lies in; null at sea and abroad' }),
        is_water_body: z.boolean(),
        within: z
          .boolean()
          .nullable()
          .meta({ description: 'Whether it lies in the place named, or within 70 m of its border' }),
      })
      .nullable(),
  })
  .meta({ id: 'PlaceResolution' });
