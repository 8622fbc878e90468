import { z } from 'zod';
import { code, day, id, listQuery, moment, pageOf, quantity, version } from '../lib/fields.ts';
import { queueDecision } from '../reservations/schema.ts';
import { DEFAULT_FEMALE_18_49_OF_18_59_PERCENT, needBases, shortfallReasons } from './model.ts';
import { planStates, revisionStates } from './states.ts';

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
    horizon_days: z.int().min(1).max(3650).default(30).meta({
      description: 'Days for which what is given again and again is planned',
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

const background = z.boolean().default(false).meta({
  description: 'Answer at once and compute afterwards, as is always done with a large plan',
});
/** What a plan assumes unless it is told otherwise. */
export const defaultOptions = planOptions.parse({});

export const planApproval = z
  .strictObject({
    queue: queueDecision.optional().meta({ description: 'To reserve what others wait for at other sites' }),
  })
  .nullish()
  .meta({ id: 'PlanApproval' });

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
    background,
  })
  .meta({ id: 'NewPlan' });

const pin = z
  .strictObject({
    site_id: id,
    item_id: id,
    quantity: amount.meta({ description: 'Exactly this much; 0 for none' }),
    reason: z.string().trim().min(3).max(500),
  })
  .meta({ id: 'PlanPin' });

export const newRevision = z
  .strictObject({
    version: version.meta({
      description: 'The version of the plan that was read; refused when it has another',
    }),
    as_of: day
      .optional()
      .meta({ description: 'The day counts and stock are judged on; today in El Salvador unless given' }),
    arrival_on: day
      .optional()
      .meta({ description: 'When the goods reach the sites; as long after as_of as before unless given' }),
    options: planOptions.optional().meta({ description: 'Those of the last revision unless given' }),
    pins: z
      .array(pin)
      .max(10_000)
      .optional()
      .meta({ description: 'All cells that are fixed; those of the last revision unless given' }),
    note: z.string().trim().min(1).max(500).optional().meta({ description: 'Why the plan is edited' }),
    background,
  })
  .meta({ id: 'NewPlanRevision' });

export const revisionParams = z.strictObject({ id, revision: z.coerce.number().int().min(1).max(1_000_000) });

export const planRevision = z
  .strictObject({
    plan_id: id,
    revision: z.int(),
    state: z.enum(revisionStates),
    percent: z.int().min(0).max(100).meta({ description: 'How far its computation is' }),
    as_of: day,
    arrival_on: day,
    pins: z.array(pin),
    note: z.string().nullable(),
    problem: z
      .strictObject({
        code: z.string(),
        detail: z.string(),
        errors: z.array(
          z.strictObject({ rule: z.string(), value: z.string().nullable(), message: z.string() }),
        ),
      })
      .nullable()
      .meta({ description: 'Why it failed, in the language asked for' }),
    inputs_sha256: z.string().nullable(),
    site_count: z.int().nullable(),
    line_count: z.int().nullable(),
    made_by: id,
    made_at: moment,
    ended_at: moment.nullable(),
  })
  .meta({ id: 'PlanRevision' });

export const planRevisions = z.strictObject({ data: z.array(planRevision) });

const state = z.enum(planStates);

const itemTotal = z.strictObject({
  item_id: id,
  item_code: code,
  need: amount,
  gap: amount,
  usable: amount.meta({
    description: 'What of the stock may be promised, to all sites or to those that its grants name',
  }),
  allocated: amount,
  shortfall: amount,
  excluded: z
    .strictObject({
      held: amount,
      expired: amount,
      expiring: amount,
      earmark: amount.meta({ description: 'Of grants that do not allow it for the operation or the day' }),
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
    state: state.meta({
      description: 'computing and failed: it has no lines yet; edited: a later revision than the first holds',
    }),
    revision: z.int().meta({ description: 'The revision that holds; 0 while none is computed' }),
    as_of: day,
    arrival_on: day,
    inputs_sha256: z
      .string()
      .nullable()
      .meta({ description: 'SHA-256 of the bytes that /inputs answers with' }),
    computed_by: id.meta({ description: 'Who asked for the revision that holds' }),
    computed_at: moment,
    submitted_by: id.nullable(),
    submitted_at: moment.nullable(),
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

const shortfallReason = z.enum(shortfallReasons);
const lineFlag = z.enum(['no_count', 'stale_count', 'flagged_count', 'count_without_figures']);
const needBasis = z.enum(needBases);

const rateBasis = z
  .strictObject({
    basis: needBasis,
    tier: z.int(),
    units: amount.meta({ description: 'Households, persons … counted or assumed' }),
    rate_numerator: z.int(),
    rate_denominator: z.int(),
    times: z.int().meta({ description: 'How often it is given within the horizon' }),
    quantity: amount.meta({
      description: 'units × numerator / denominator, rounded as the standard says, × times',
    }),
    assumptions: z
      .array(z.strictObject({ code: z.string(), figure: z.int() }))
      .meta({ description: 'What the units rest on besides the count' }),
  })
  .meta({ id: 'PlanRateBasis' });

export const planLine = z
  .strictObject({
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
    pin: z
      .strictObject({ quantity: amount, reason: z.string() })
      .nullable()
      .meta({ description: 'What an officer fixed, and why' }),
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

const revisionAsked = z.coerce
  .number()
  .int()
  .min(1)
  .max(1_000_000)
  .optional()
  .meta({ description: 'A revision that was computed; the one that holds unless given' });

export const planLinesQuery = listQuery(['line_number'], {
  site_id: id.optional(),
  item_id: id.optional(),
  revision: revisionAsked,
});
export const revisionQuery = z.strictObject({ revision: revisionAsked });
export const lineParams = z.strictObject({
  id,
  line_number: z.coerce.number().int().min(1).max(1_000_000_000),
});
export const planLinesPage = pageOf(planLine);

const figure = z.int().min(0).nullable();

const inputSite = z.strictObject({
  site_id: id,
  code,
  p_code: z.string().nullable().optional().meta({ description: 'Where grants limit P-codes' }),
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
      flagged: z.literal(true).optional().meta({ description: 'Nobody has decided on its flags yet' }),
      vulnerable: z.array(z.strictObject({ vulnerable_group: z.string(), persons: amount })).optional(),
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
        sex: z.string().optional(),
        age_bands: z.array(z.string()).optional(),
        vulnerable_group: z.string().optional(),
        size_from: z.int().optional(),
        size_to: z.int().optional(),
        assumed_percent: z.int().optional(),
        rounding: z.string().optional(),
        every_days: z.int().optional(),
        weight: z.int().optional(),
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
          .meta({ description: 'Its grants do not allow it for the operation, the item or the day' }),
        place_limits: z
          .array(z.int())
          .optional()
          .meta({ description: 'Which of the place limits hold for it, counted from 0; all of them' }),
      }),
    ),
    place_limits: z
      .array(z.strictObject({ site_ids: z.array(id), p_codes: z.array(z.string()) }))
      .optional()
      .meta({ description: 'Where grants let their lots go' }),
    pins: z.array(pin).optional(),
    options: z.strictObject({
      ...planOptions.omit({ reserve_floors: true, site_weights: true }).shape,
      site_weights: z.record(z.string(), z.int()).meta({ description: 'By site' }),
      reserve_floor: z.record(z.string(), amount).meta({ description: 'By item' }),
    }),
  })
  .meta({ id: 'PlanInputs' });
