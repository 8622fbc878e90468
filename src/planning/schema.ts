import { z } from 'zod';
import { code, day, id, listQuery, moment, pageOf, quantity, version } from '../lib/fields.ts';
import { DEFAULT_FEMALE_18_49_OF_18_59_PERCENT, exclusionReasons } from './model.ts';
import { planStates } from './states.ts';

export const idParams = z.strictObject({ id });

const amount = z.int().min(0).meta({ description: 'Whole base units of the item' });
const percent = z.int().min(0).max(100);

const planOptions = z
  .strictObject({
    stale_after_days: z.int().min(0).max(3650).default(14).meta({
      description: 'A count older than this on the day of the plan is used and flagged on every line',
    }),
    minimum_remaining_days: z.int().min(0).max(3650).default(30).meta({
      description: 'Shelf life a lot must still have on arrival',
    }),
    assumed_household_size_hundredths: z.int().min(100).max(10_000).default(314).meta({
      description:
        'Persons per household times 100, used only where a count lacks one side. 314: census of El Salvador, 2024',
    }),
    assumed_female_12_49_percent: percent.default(25).meta({
      description:
        'Women and girls of 12–49 in a hundred persons, where a count has no age bands; to be checked',
    }),
    assumed_female_18_49_of_18_59_percent: percent.default(DEFAULT_FEMALE_18_49_OF_18_59_PERCENT).meta({
      description: 'Women of 18–49 in a hundred women of 18–59; to be checked',
    }),
    assumed_infant_percent: percent.default(4).meta({
      description: 'Children under two in a hundred persons, where a count has no age bands; to be checked',
    }),
    lower_priority_share_percent: percent.default(0).meta({
      description:
        'Of what the sites of a priority and those after it can get of an item, the hundredths kept for those after it; rounded down',
    }),
    site_weights: z
      .array(z.strictObject({ site_id: id, weight: z.int().min(1).max(100) }))
      .max(10_000)
      .default([])
      .meta({
        description:
          'Sites whose people are more vulnerable: a site of weight 2 is raised to twice the coverage of one without a weight, up to its need',
      }),
    reserve_floors: z
      .array(z.strictObject({ item_id: id, quantity }))
      .max(500)
      .default([])
      .meta({ description: 'What the plan leaves in the warehouse' }),
  })
  .meta({ id: 'PlanOptions' });

export const newPlan = z
  .strictObject({
    operation_id: id,
    standard_id: id.meta({ description: 'A version of an entitlement standard' }),
    warehouse_id: id,
    as_of: day
      .optional()
      .meta({ description: 'The day counts and stock are judged on; today in El Salvador unless given' }),
    arrival_on: day
      .optional()
      .meta({ description: 'When the goods reach the sites; seven days after as_of unless given' }),
    options: planOptions.prefault({}),
  })
  .meta({ id: 'NewPlan' });

const state = z.enum(planStates);

const itemTotal = z.strictObject({
  item_id: id,
  item_code: code,
  need: amount,
  gap: amount,
  usable: amount.meta({ description: 'What of the stock may be promised' }),
  allocated: amount,
  shortfall: amount,
  excluded: z
    .strictObject({
      held: amount,
      expired: amount,
      expiring: amount,
      earmark: amount.meta({ description: 'Of grants that do not allow it for every site of the plan' }),
      reserved: amount,
      reserve_floor: amount,
    })
    .meta({ description: 'Stock on hand that is kept out, by reason; on hand = usable + these' }),
});

export const plan = z
  .strictObject({
    id,
    number: z.string().meta({ examples: ['PLAN-000001'] }),
    operation_id: id,
    standard_id: id,
    warehouse_id: id,
    state,
    as_of: day,
    arrival_on: day,
    inputs_sha256: z.string().meta({ description: 'SHA-256 of the bytes that /inputs answers with' }),
    computed_by: id,
    computed_at: moment,
    approved_by: id.nullable(),
    approved_at: moment.nullable(),
    consigned_by: id.nullable(),
    consigned_at: moment.nullable().meta({ description: 'When its consignments were made' }),
    cancelled_by: id.nullable(),
    cancelled_at: moment.nullable(),
    version,
    totals: z.array(itemTotal),
  })
  .meta({ id: 'Plan' });

export const plansQuery = listQuery(
  ['id', 'number', 'as_of'],
  { operation_id: id.optional(), warehouse_id: id.optional(), state: state.optional() },
  '-id',
);
export const plansPage = pageOf(plan);

const shortfallReason = z.enum([...exclusionReasons, 'no_stock']);
const lineFlag = z.enum(['no_count', 'stale_count', 'count_without_figures']);
const needBasis = z.enum(['household', 'person', 'female_12_49', 'infant_0_23_months', 'site']);

const rateBasis = z
  .strictObject({
    basis: needBasis,
    tier: z.int(),
    units: amount.meta({ description: 'Households, persons … counted or assumed' }),
    rate_numerator: z.int(),
    rate_denominator: z.int(),
    quantity: amount.meta({ description: 'units × numerator / denominator, rounded up' }),
    assumptions: z
      .array(z.strictObject({ code: z.string(), figure: z.int() }))
      .meta({ description: 'What the units rest on besides the count' }),
  })
  .meta({ id: 'PlanRateBasis' });

export const planLine = z
  .strictObject({
    id,
    line_number: z.int(),
    site_id: id,
    site_code: code,
    priority: z.int(),
    item_id: id,
    item_code: code,
    tier: z.int().nullable().meta({ description: 'null where only a request asks for the item' }),
    need: amount,
    delivered: amount.meta({ description: 'Received in good condition at the site so far' }),
    in_transit: amount,
    promised: amount.meta({ description: 'Held for the site by approved plans, not yet on the road' }),
    gap: amount.meta({ description: 'need − delivered − in_transit − promised, not below 0' }),
    allocated: amount,
    shortfall: amount,
    reasons: z
      .array(z.strictObject({ reason: shortfallReason, quantity: amount }))
      .meta({ description: 'Their quantities sum to the shortfall' }),
    flags: z.array(lineFlag),
    basis: z
      .strictObject({
        count_id: id.nullable(),
        counted_on: day.nullable(),
        source: z.string().nullable(),
        stale: z.boolean(),
        rates: z.array(rateBasis),
        requested: amount,
        request_ids: z.array(id),
      })
      .meta({
        description: 'Why the need is what it is: the larger of the sum of rates and what was requested',
      }),
    picks: z
      .array(
        z.strictObject({
          lot_id: id,
          lot_number: z.string(),
          expires_on: day.nullable(),
          location_id: id,
          location_code: z.string(),
          quantity: amount,
        }),
      )
      .meta({ description: 'First expiry first; their quantities sum to what is allocated' }),
  })
  .meta({ id: 'PlanLine' });

export const planLinesQuery = listQuery(['line_number', 'id'], {
  site_id: id.optional(),
  item_id: id.optional(),
});
export const planLinesPage = pageOf(planLine);

const figure = z.int().min(0).nullable();

const inputSite = z.strictObject({
  site_id: id,
  code,
  priority: z.int(),
  count: z
    .strictObject({
      count_id: id,
      counted_on: day,
      source: z.string(),
      households: figure,
      individuals: figure,
      females: figure,
      males: figure,
      groups: z.array(z.strictObject({ sex: z.string(), age_band: z.string(), persons: amount })),
    })
    .nullable(),
});

export const planInputs = z
  .strictObject({
    as_of: day,
    arrival_on: day,
    sites: z.array(inputSite),
    lines: z.array(
      z.strictObject({
        item_id: id,
        item_code: code,
        basis: needBasis,
        rate_numerator: z.int(),
        rate_denominator: z.int(),
        tier: z.int(),
      }),
    ),
    requests: z.array(z.strictObject({ request_id: id, site_id: id, item_id: id, quantity: amount })),
    fulfilment: z.array(
      z.strictObject({ site_id: id, item_id: id, delivered: amount, in_transit: amount, promised: amount }),
    ),
    lots: z.array(
      z.strictObject({
        lot_id: id,
        lot_number: z.string(),
        location_id: id,
        item_id: id,
        grant_id: id,
        expires_on: day.nullable(),
        received_on: day,
        condition: z.string(),
        on_hand: amount,
        reserved: amount,
        earmarked: z
          .literal(true)
          .optional()
          .meta({ description: 'Its grant does not allow it for every site of the plan' }),
      }),
    ),
    options: z.strictObject({
      ...planOptions.omit({ reserve_floors: true, site_weights: true }).shape,
      site_weights: z.record(z.string(), z.int()).meta({ description: 'By site' }),
      reserve_floor: z.record(z.string(), amount).meta({ description: 'By item' }),
    }),
  })
  .meta({ id: 'PlanInputs' });
