import type { Principal } from '../access/principal.ts';
import { forbiddenLots } from '../catalogue/earmark-check.ts';
import { findPlaceSite } from '../catalogue/earmark-store.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import type { LocationKind, MovementKind } from '../database/tables/stock.ts';
import { missingIds } from '../database/versioned.ts';
import { assert } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { changeDays, type DayBalance } from './day-store.ts';
import { assertNotFrozen, enterLedger } from './freeze-store.ts';
import { placeOf } from './known.ts';
import {
  type BalanceKey,
  holdAll,
  insertLines,
  insertMovement,
  type LineRow,
  put,
  putAll,
  readBalanceState,
  type Taking,
  take,
  takeAll,
} from './ledger-store.ts';
import { readClosedThrough } from './place-store.ts';
import { DEFAULT_TIME_ZONE, isBottomless, isUse, type MovementRule, type Place } from './places.ts';
import { type Ground, groundOf, ruleOf } from './posting-rules.ts';

export interface PostingLine extends LineRow {
  /** The quantity is held by a reservation that this movement uses up. */
  from_reserved?: boolean;
}

export interface Posting {
  kind: MovementKind;
  /** Today where the goods are, unless given. */
  occurred_on?: string | undefined;
  reason?: string | undefined;
  note?: string | undefined;
  /** What the movement was made for; a movement without is a document itself. */
  document?: { kind: string; id: string };
  /** Number of the paper it was entered from. */
  reference?: string | undefined;
  /** What for, as far as known, when the goods are to be used; given out at a site, it is for that site. */
  destination?: { site_id?: string | undefined; operation_id?: string | undefined };
  reverses?: { id: string; kind: Exclude<MovementKind, 'reversal'> };
  /** Whose day counts: the warehouse's whose bins it touches, or else El Salvador's, unless given. */
  time_zone?: string;
  lines: readonly PostingLine[];
}

export interface Posted {
  id: string;
  occurred_on: string;
  posted_at: string;
  document_kind: string;
  document_id: string;
  warehouse_id: string | null;
  warehouse_code: string | null;
}

/**
 * The only way into the ledger: writes one movement and its lines and moves the balances, all in the caller's transaction.
 * Balances change by guarded statements alone; nothing is read first but what never changes. Throws `insufficient_stock`,
 * `movement_rule` (also for a day that the warehouse has closed), `earmark_blocked`, `backdated_below_zero`, `stock_frozen`, each naming every line at fault.
 */
export async function post(
  tx: Tx,
  context: Context,
  principal: Principal,
  posting: Posting,
): Promise<Posted> {
  const rule = ruleOf(posting.kind, posting.reverses?.kind);
  const ground = groundOf(rule, await placesOf(tx, context, posting.lines), posting.lines);
  const day = postingDay(context, posting, ground);
  const id = context.ids.next();
  const movement = {
    id,
    kind: posting.kind,
    occurred_on: day.occurredOn,
    reason: posting.reason ?? null,
    note: posting.note ?? null,
    document_kind: posting.document?.kind ?? 'movement',
    document_id: posting.document?.id ?? id,
    reverses_movement_id: posting.reverses?.id ?? null,
    reference: posting.reference ?? null,
    warehouse_id: ground.warehouse?.id ?? null,
    backdated: day.occurredOn < day.today ? (1 as const) : (0 as const),
    posted_by: principal.person_id,
    posted_at: instant(context.clock),
  };
  const usableOn = rule.usableLotsOnly ? day.today : null;
  const lines = posting.lines.map(plainLine);
  // Sent together: on an engine across a network they share one round trip.
  const [{ frozen }, steps, , written, days, forbidden] = await Promise.all([
    enterLedger(tx),
    takeSteps(tx, stepsOf(posting.lines), rule),
    insertMovement(tx, movement),
    insertLines(tx, movement, lines, usableOn),
    changeDays(tx, id, lines.length),
    isUse(posting.kind) ? forbiddenUses(tx, posting, day.occurredOn) : [],
  ]);
  if (frozen) await assertNotFrozen(tx, posting.lines);
  const isRefused = steps.some((step) => !step.done) || !written;
  if (isRefused) throw await explainRefusal(tx, { steps, rule, usableOn, ground, day: day.occurredOn });
  if (forbidden.length > 0) throw new Problem('earmark_blocked', { count: forbidden.length }, forbidden);
  if (movement.backdated === 1) await assertNoDayBelowZero(tx, days);
  const { occurred_on, posted_at, document_kind, document_id } = movement;
  const { warehouse } = ground;
  return {
    id,
    occurred_on,
    posted_at,
    document_kind,
    document_id,
    warehouse_id: warehouse?.id ?? null,
    warehouse_code: warehouse?.code ?? null,
  };
}

/** Every limit that the grants of the lots set against this use of them. */
async function forbiddenUses(tx: Tx, { lines, destination }: Posting, day: string): Promise<Violation[]> {
  const lots = lines.map(({ lot_id }) => lot_id);
  const from = lines[0]?.from_location_id ?? '';
  const found = await forbiddenLots(
    tx,
    lots,
    { ...destination, findSite: () => findPlaceSite(tx, from) },
    day,
  );
  return [...found.values()].flat();
}

/** The places that the lines name, each once; one that does not exist is left out and refused by the guarded statements. */
async function placesOf(tx: Tx, context: Context, lines: readonly PostingLine[]): Promise<Place[]> {
  const ids = new Set(lines.flatMap((line) => [line.from_location_id, line.to_location_id]));
  const places = await Promise.all([...ids].map((id) => placeOf(tx, context, id)));
  return places.filter((place) => place !== null);
}

function postingDay(context: Context, posting: Posting, { warehouse }: Ground) {
  const now = today(context.clock, posting.time_zone ?? warehouse?.time_zone ?? DEFAULT_TIME_ZONE);
  const occurredOn = posting.occurred_on ?? now;
  if (occurredOn > now) {
    throw new Problem('movement_rule', {}, [
      { rule: 'date_in_future', pointer: '/body/occurred_on', value: occurredOn },
    ]);
  }
  return { today: now, occurredOn };
}

/** Sums the lines per lot and place, so that two lines of one lot are guarded together. */
function gather(lines: readonly PostingLine[], side: 'from_location_id' | 'to_location_id'): Taking[] {
  const sums = new Map<string, Taking>();
  for (const line of lines) {
    const key = `${line.lot_id} ${line[side]}`;
    const sum = sums.get(key) ?? { lot_id: line.lot_id, location_id: line[side], quantity: 0, reserved: 0 };
    sum.quantity += line.quantity;
    if (line.from_reserved === true && side === 'from_location_id') sum.reserved += line.quantity;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

interface Step {
  readonly direction: 'from' | 'to';
  readonly at: Taking;
}

/**
 * Every taking and putting of a movement in the one order that all writers share, by lot and place: two movements that touch
 * the same balances, in whatever direction, wait for each other in line and never crosswise. At one place, taking comes first.
 */
function stepsOf(lines: readonly PostingLine[]): Step[] {
  const steps = [
    ...gather(lines, 'from_location_id').map((at): Step => ({ direction: 'from', at })),
    ...gather(lines, 'to_location_id').map((at): Step => ({ direction: 'to', at })),
  ];
  const key = ({ at, direction }: Step) => `${at.lot_id} ${at.location_id} ${direction}`;
  return steps.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

interface TriedStep extends Step {
  readonly done: boolean;
}

/**
 * One taking and one putting, as most movements are, go in their order. More are held in that order first; then all takings run as
 * one statement, and after them all puttings.
 */
async function takeSteps(tx: Tx, steps: readonly Step[], rule: MovementRule): Promise<TriedStep[]> {
  if (steps.length <= 2) return Promise.all(steps.map((step) => takeStep(tx, step, rule)));
  const takings = steps.filter(({ direction, at }) => direction === 'from' && !isBottomless(at.location_id));
  const drawings = steps.filter(({ direction, at }) => direction === 'from' && isBottomless(at.location_id));
  const puttings = steps.filter(({ direction }) => direction === 'to');
  const [, taken, drawn, entered] = await Promise.all([
    holdAll(tx, places(steps)),
    takeAll(tx, places(takings), rule.from),
    putAll(
      tx,
      places(drawings).map((at) => ({ ...at, quantity: -at.quantity })),
      rule.from,
    ),
    putAll(tx, places(puttings), rule.to),
  ]);
  return [...tried(takings, taken), ...tried(drawings, drawn), ...tried(puttings, entered)];
}

const places = (steps: readonly Step[]) => steps.map(({ at }) => at);

function tried(steps: readonly Step[], done: readonly BalanceKey[]): TriedStep[] {
  const keys = new Set(done.map(balanceKey));
  return steps.map((step) => ({ ...step, done: keys.has(balanceKey(step.at)) }));
}

const balanceKey = ({ lot_id, location_id }: BalanceKey) => `${lot_id} ${location_id}`;

async function takeStep(tx: Tx, step: Step, rule: MovementRule): Promise<TriedStep> {
  const { at, direction } = step;
  const kinds = rule[direction];
  if (direction === 'to') return { ...step, done: await put(tx, at, kinds) };
  if (!isBottomless(at.location_id)) return { ...step, done: await take(tx, at, kinds) };
  return { ...step, done: await put(tx, { ...at, quantity: -at.quantity }, kinds) };
}

function plainLine({ lot_id, from_location_id, to_location_id, quantity }: PostingLine): LineRow {
  return { lot_id, from_location_id, to_location_id, quantity };
}

interface Refused {
  readonly steps: readonly TriedStep[];
  readonly rule: MovementRule;
  readonly usableOn: string | null;
  readonly ground: Ground;
  readonly day: string;
}

/** Reads what refused the guarded statements and says it for every lot and place at once. */
async function explainRefusal(tx: Tx, refused: Refused): Promise<Problem> {
  const { steps, rule, usableOn } = refused;
  const found = new Map<string, Violation>();
  const closed = await explainDay(tx, refused);
  if (closed !== undefined) found.set('period_closed', closed);
  for (const step of steps) {
    const violation = await explainStep(tx, step, rule, usableOn, broughtTo(step.at, steps));
    if (violation === undefined) continue;
    const { rule: broken, value } = violation;
    const place = broken === 'stock_left' ? step.at.location_id : '';
    found.set(`${broken} ${step.at.lot_id} ${value} ${place}`, violation);
  }
  const violations = [...found.values()];
  assert(violations.length > 0, 'what refused a movement can be named');
  const isShortage = ({ rule: broken }: Violation) => broken === 'stock_left' || broken === 'lot_not_usable';
  const shortages = violations.filter(isShortage);
  const others = violations.filter((violation) => !isShortage(violation));
  if (others.length > 0) return new Problem('movement_rule', {}, [...others, ...shortages]);
  return new Problem('insufficient_stock', { count: shortages.length }, shortages);
}

/** The closed period that the day falls into, if it does. */
async function explainDay(tx: Tx, { ground: { warehouse }, day }: Refused): Promise<Violation | undefined> {
  if (warehouse === null) return undefined;
  const closed_through = await readClosedThrough(tx, warehouse.id);
  if (closed_through === null || day > closed_through) return undefined;
  return { rule: 'period_closed', value: day, params: { warehouse: warehouse.code, closed_through } };
}

/** What the movement itself has put where it also takes: to be undone, and never there for the taking. */
function broughtTo(at: Taking, steps: readonly TriedStep[]): number {
  const isThere = (step: TriedStep) =>
    step.done &&
    step.direction === 'to' &&
    step.at.lot_id === at.lot_id &&
    step.at.location_id === at.location_id;
  return steps.find(isThere)?.at.quantity ?? 0;
}

/** What is wrong with one step, if anything is: goods can be there and still not be allowed to leave. */
async function explainStep(
  tx: Tx,
  { direction, at, done }: TriedStep,
  rule: MovementRule,
  usableOn: string | null,
  brought: number,
): Promise<Violation | undefined> {
  if (direction === 'to') return done ? undefined : explainPlace(tx, at, rule.to);
  if (done && usableOn === null) return undefined;
  const state = await readBalanceState(tx, at.lot_id, at.location_id);
  if (state === undefined || !rule.from.includes(state.location_kind)) return explainPlace(tx, at, rule.from);
  const { lot_number, condition, expires_on, reserved, location_code: location } = state;
  const expired = usableOn !== null && expires_on !== null && expires_on < usableOn;
  if (usableOn !== null && (condition !== 'good' || expired)) {
    return { rule: 'lot_not_usable', value: lot_number, params: { lot_number, condition, expires_on } };
  }
  if (done) return undefined;
  const asked = at.quantity;
  const on_hand = state.on_hand - brought;
  const available = on_hand - reserved;
  return {
    rule: 'stock_left',
    value: lot_number,
    params: { lot_id: at.lot_id, lot_number, location, asked, on_hand, reserved, available },
  };
}

async function explainPlace(tx: Tx, at: Taking, kinds: readonly LocationKind[]): Promise<Violation> {
  const state = await readBalanceState(tx, at.lot_id, at.location_id);
  if (state === undefined) {
    const isLot = (await missingIds(tx, 'lots', [at.lot_id])).size > 0;
    return {
      rule: 'unknown_reference',
      value: isLot ? at.lot_id : at.location_id,
      params: { resource: isLot ? 'lot' : 'location' },
    };
  }
  const params = { location: state.location_code, kind: state.location_kind, allowed: kinds.join(', ') };
  return { rule: 'location_kind', value: state.location_code, params };
}

/**
 * A movement dated before today must leave every day since then at zero or more, not only the balance of today: each day is judged
 * as the last line has left it, and the first one below zero is named.
 */
async function assertNoDayBelowZero(tx: Tx, days: readonly DayBalance[]): Promise<void> {
  const balances = new Map(days.map((row) => [`${row.lot_id} ${row.location_id} ${row.day}`, row]));
  const short = new Map<string, DayBalance>();
  for (const [, row] of [...balances].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = `${row.lot_id} ${row.location_id}`;
    if (row.quantity < 0 && !isBottomless(row.location_id) && !short.has(at)) short.set(at, row);
  }
  if (short.size === 0) return;
  const violations = await Promise.all(
    [...short.values()].map(async ({ lot_id, location_id, day, quantity }): Promise<Violation> => {
      const state = await readBalanceState(tx, lot_id, location_id);
      const lot_number = state?.lot_number ?? '';
      const location = state?.location_code ?? '';
      return {
        rule: 'day_below_zero',
        value: lot_number,
        params: { lot_number, location, day, balance: quantity },
      };
    }),
  );
  throw new Problem('backdated_below_zero', {}, violations);
}
