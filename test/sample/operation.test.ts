import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { differenceInCalendarDays, parseISO } from 'date-fns';
import t from 'tap';
import { findReferenceItem, referenceItems, referenceKits } from '../../db/reference/items.ts';
import { findPCode } from '../../db/reference/p-codes.ts';
import {
  countsCsv,
  countsCsvWithErrors,
  countsHxl,
  fspReportCsv,
  type SampleOperation,
  sampleOperation,
} from '../../db/sample/operation.ts';
import { sharedData } from '../helpers/shared-data.ts';

const today = '2026-03-02';
const sample = sampleOperation(today);
const lots = sample.receipts.flatMap((receipt) => receipt.lines);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const unique = (values: readonly string[]): number => new Set(values).size;
const daysFromToday = (date: string): number => differenceInCalendarDays(parseISO(date), parseISO(today));

function byCode<T extends { readonly code: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((entry) => [entry.code, entry]));
}

function persons(count: SampleOperation['counts'][number], bands: readonly string[], sex?: string): number {
  const wanted = count.groups.filter((group) => bands.includes(group.age_band));
  return sum(wanted.filter((group) => sex === undefined || group.sex === sex).map((group) => group.persons));
}

/**
 * Written again here, apart from the planner, so that the sample's scarcity is a fact of its own. Women and girls of
 * 12 to 49 are taken as all of the bands 12-17 and 18-59, which is too many: what suffices here suffices anyhow.
 */
function unitsAt(count: SampleOperation['counts'][number], basis: string): number {
  if (basis === 'household') return count.households;
  if (basis === 'person') return count.individuals;
  if (basis === 'female_12_49') return persons(count, ['y12_17', 'y18_59'], 'female');
  if (basis === 'infant_0_23_months') return persons(count, ['m0_5', 'm6_23']);
  return 1;
}

function needOf(line: SampleOperation['entitlement_standard']['lines'][number]): number {
  const { basis, rate_numerator, rate_denominator } = line;
  return sum(
    sample.counts.map((count) => Math.ceil((unitsAt(count, basis) * rate_numerator) / rate_denominator)),
  );
}

/** Units in good condition with more than 20 days of life left. */
function usableOf(itemCode: string): number {
  const usable = lots.filter(
    (lot) =>
      lot.item_code === itemCode &&
      lot.condition === 'good' &&
      (lot.expires_on === null || daysFromToday(lot.expires_on) > 20),
  );
  return sum(usable.map((lot) => lot.quantity));
}

function kilometresBetween([lat1, lon1]: readonly [number, number], [lat2, lon2]: readonly [number, number]) {
  const radians = Math.PI / 180;
  const half =
    Math.sin(((lat2 - lat1) * radians) / 2) ** 2 +
    Math.cos(lat1 * radians) * Math.cos(lat2 * radians) * Math.sin(((lon2 - lon1) * radians) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(half));
}

t.test('items keep the figures of the standard, and unknown is null', async (t) => {
  t.equal(unique(referenceItems.map(({ code }) => code)), referenceItems.length);
  t.match(findReferenceItem('KRELCOOSETA'), { weight_g: 5000, volume_ml: 24300 });
  t.match(findReferenceItem('HCONJCANPF20'), { weight_g: 317, volume_ml: 3600 });
  t.match(findReferenceItem('HHYGSOAP100G'), { weight_g: 102, volume_ml: 92 });
  t.equal(findReferenceItem('HSHEBLANPMT1')?.volume_ml, null, 'nobody knows the volume of the blanket');
  t.equal(findReferenceItem('EELESOLABPK4')?.dangerous_goods, true);
  t.equal(findReferenceItem('NOSUCHITEM'), undefined);
  for (const item of sample.items) {
    for (const figure of [item.weight_g, item.volume_ml, item.shelf_life_days]) {
      t.ok(figure === null || (Number.isSafeInteger(figure) && figure > 0), item.code);
    }
  }
  t.equal(byCode(sample.items).get('HYGMHMDISP')?.weight_g, 900, 'weighed by this operation');
  t.equal(findReferenceItem('HYGMHMDISP')?.weight_g, null, 'unknown to the reference');
});

t.test('the household set of the guidance weighs 37.6 kg and takes 128 l', async (t) => {
  const set: readonly (readonly [string, number])[] = [
    ['HSHETARPW406', 2],
    ['KRELSHEK01', 1],
    ['KRELCOOSETA', 1],
    ['HSHEMATTPLA1', 5],
    ['KRELHYPA05P', 1],
    ['EELESOLABPK4', 1],
    ['HCONJCANPF10', 2],
  ];
  const total = (figure: 'weight_g' | 'volume_ml') =>
    sum(set.map(([code, quantity]) => (findReferenceItem(code)?.[figure] ?? Number.NaN) * quantity));
  t.equal(Math.round(total('weight_g') / 100), 376);
  t.equal(Math.round(total('volume_ml') / 1000), 128);
});

t.test('kits are items made of other known items, and hold no more than they weigh', async (t) => {
  t.same(
    referenceKits.map(({ code }) => code),
    ['KRELSHEK02', 'KRELHYPA05P'],
  );
  for (const kit of referenceKits) {
    const item = findReferenceItem(kit.code);
    t.ok(item, kit.code);
    t.equal(unique(kit.lines.map((line) => line.item_code)), kit.lines.length);
    for (const line of kit.lines) {
      t.ok(findReferenceItem(line.item_code), line.item_code);
      t.not(line.item_code, kit.code);
      t.ok(Number.isSafeInteger(line.quantity) && line.quantity > 0);
    }
    for (const figure of ['weight_g', 'volume_ml'] as const) {
      const known = kit.lines.map(
        (line) => (findReferenceItem(line.item_code)?.[figure] ?? 0) * line.quantity,
      );
      t.ok(sum(known) <= (item?.[figure] ?? 0), `${kit.code} ${figure}`);
    }
  }
});

t.test('receipts bring known items of known grants into known bins', async (t) => {
  t.ok(sample.warehouse.bins.length >= 6);
  t.equal(unique(sample.warehouse.bins.map(({ code }) => code)), sample.warehouse.bins.length);
  t.equal(sample.receipts.length, 2);
  t.ok(lots.length >= 30, `${lots.length} lots`);
  t.ok(unique(lots.map((lot) => lot.grant_code)) >= 3);
  t.equal(unique(lots.map((lot) => `${lot.item_code} ${lot.lot_number} ${lot.grant_code}`)), lots.length);
  const grants = byCode(sample.grants);
  const bins = byCode(sample.warehouse.bins);
  const items = byCode(sample.items);
  for (const receipt of sample.receipts) {
    t.ok(daysFromToday(receipt.received_on) < 0);
    for (const lot of receipt.lines) {
      const grant = grants.get(lot.grant_code);
      t.ok(bins.has(lot.bin_code) && items.has(lot.item_code), lot.lot_number);
      t.ok(grant && grant.starts_on <= receipt.received_on && grant.ends_on > today, lot.lot_number);
      t.match(lot.unit_value, /^\d+\.\d{2}$/);
      t.ok(Number.isSafeInteger(lot.quantity) && lot.quantity > 0);
      t.ok(lot.expires_on === null || lot.expires_on > today, 'nothing expired could have been received');
      t.ok(lot.manufactured_on === null || lot.manufactured_on < receipt.received_on, lot.lot_number);
      t.equal(lot.expires_on === null, items.get(lot.item_code)?.shelf_life_days === null, lot.lot_number);
    }
  }
});

t.test('stock comes near the mission figures, some of it on hold or about to expire', async (t) => {
  const kits = ['KRELHYPA05P', 'HYGMHMDISP', 'HYGMHMREUS', 'HYGINFANT'];
  t.equal(sum(lots.filter((lot) => kits.includes(lot.item_code)).map((lot) => lot.quantity)), 5000);
  const expiresIn = lots.flatMap((lot) => (lot.expires_on === null ? [] : [daysFromToday(lot.expires_on)]));
  t.same(
    expiresIn.filter((days) => days <= 20).sort((a, b) => a - b),
    [3, 12, 18],
  );
  t.same(
    lots.filter((lot) => lot.condition === 'hold').map((lot) => [lot.lot_number, lot.bin_code]),
    [['SL-9042', 'Q-01']],
  );
});

t.test('every item of the standard suffices but the solar lamp', async (t) => {
  const { lines } = sample.entitlement_standard;
  t.equal(unique(lines.map((line) => line.item_code)), lines.length);
  for (const line of lines) t.ok(usableOf(line.item_code) > 0, `${line.item_code} is in stock`);
  const short = lines.filter((line) => usableOf(line.item_code) < needOf(line));
  t.same(
    short.map((line) => [line.item_code, needOf(line), usableOf(line.item_code)]),
    [['EELESOLABPK4', 1180, 620]],
  );
});

t.test('23 collective centres stand on land in five departments or more', async (t) => {
  t.equal(sample.sites.length, 23);
  t.equal(unique(sample.sites.map(({ code }) => code)), 23);
  t.equal(unique(sample.sites.map(({ name }) => name)), 23);
  t.ok(unique(sample.sites.map(({ p_code }) => p_code.slice(0, 4))) >= 5);
  for (const site of sample.sites) {
    t.equal(findPCode(site.p_code)?.is_water_body, false, site.p_code);
    t.ok(site.capacity > 0);
  }
});

const centroidFile = sharedData('pcodes/slv_adm2.csv');

t.test('centres lie near their municipio', { skip: centroidFile === null && 'no shared data' }, async (t) => {
  const rows: string[][] = parse(readFileSync(centroidFile ?? ''), { from_line: 3 });
  const centroids = new Map(rows.map((row) => [row[2], [Number(row[6]), Number(row[7])] as const]));
  for (const site of sample.sites) {
    const centroid = centroids.get(site.p_code);
    t.ok(centroid && kilometresBetween(centroid, [site.latitude, site.longitude]) < 15, site.code);
  }
});

t.test('counts hold 1,180 households and add up', async (t) => {
  t.same(
    sample.counts.map((count) => count.site_code),
    sample.sites.map((site) => site.code),
  );
  t.equal(sum(sample.counts.map((count) => count.households)), 1180);
  for (const count of sample.counts) {
    const age = -daysFromToday(count.counted_on);
    t.ok(age >= 1 && age <= 3, count.site_code);
    t.equal(count.groups.length, 14);
    for (const sex of ['female', 'male'] as const) {
      const counted = sum(count.groups.filter((group) => group.sex === sex).map((group) => group.persons));
      t.equal(counted, sex === 'female' ? count.females : count.males, `${count.site_code} ${sex}`);
    }
    t.equal(count.females + count.males, count.individuals);
    const size = count.individuals / count.households;
    t.ok(size >= 3.1 && size <= 4, `${count.site_code} ${size}`);
  }
});

t.test('the two count files together hold every count once', async (t) => {
  const plain: string[][] = parse(countsCsv(today));
  const tagged: string[][] = parse(countsHxl(today));
  t.match(
    plain[0]?.slice(0, 11).join(),
    'Código,Albergue,Código P,Latitud,Longitud,Capacidad,Fecha,Familias',
  );
  t.equal(plain[0]?.[15], 'Mujeres 12-17 años');
  t.equal(plain[0]?.[24], 'Hombres 60+ años');
  t.ok(tagged[1]?.every((tag) => /^#[a-z0-9]+(\+[a-z0-9_]+)*$/.test(tag)));
  t.equal(tagged[1]?.[11], '#affected+ind+f+age_m0_5');
  const rows = [...plain.slice(1), ...tagged.slice(2)];
  t.equal(rows.length, 23);
  t.ok(plain.length > 6 && tagged.length > 6);
  const sites = byCode(sample.sites);
  for (const count of sample.counts) {
    const site = sites.get(count.site_code);
    const row = rows.find(([code]) => code === count.site_code);
    const place = [site?.code, site?.name, site?.p_code, site?.latitude, site?.longitude, site?.capacity];
    const figures = [count.counted_on, count.households, count.individuals, count.females, count.males];
    t.same(row, [...place, ...figures, ...count.groups.map((group) => group.persons)].map(String));
  }
  t.ok(countsHxl(today).includes('"Mercado viejo, salón de usos múltiples"'), 'a comma is quoted');
  t.ok(countsCsv(today).includes('"Centro Escolar ""Doña Rufina Menjívar"""'), 'a quote is doubled');
});

t.test('the damaged file has two good rows and one row of each fault', async (t) => {
  const rows: string[][] = parse(countsCsvWithErrors(today)).slice(1);
  t.same(
    rows.map((row) => row[7]),
    ['64', '38', '-27', '92.5', '45', '64'],
  );
  t.notOk(sample.sites.some((site) => site.code === rows[4]?.[0]));
  t.equal(findPCode(rows[4]?.[2] ?? ''), undefined);
  t.same(rows[5], rows[0]);
});

t.test('programme values cover every size once, and the total is within the budget', async (t) => {
  const { values, grant_code } = sample.cash_programme;
  t.equal(values[0]?.min_household_size, 1);
  for (const [index, value] of values.entries()) {
    const next = values[index + 1];
    t.equal(value.max_household_size, next === undefined ? null : next.min_household_size - 1);
  }
  const amountFor = (size: number): number =>
    values.findLast((value) => value.min_household_size <= size)?.amount_cents ?? Number.NaN;
  const total = sum(sample.households.map((household) => amountFor(household.household_size)));
  const budget = byCode(sample.grants).get(grant_code)?.cash_budget_cents ?? 0;
  t.ok(Number.isSafeInteger(total) && total <= budget, `${total} of ${budget}`);
  t.ok(budget < total * 1.25, 'some slack, not twice the sum');
});

t.test('1,000 households are registered, each its own, never more than a site counted', async (t) => {
  t.equal(sample.households.length, 1000);
  for (const field of ['code', 'document', 'account'] as const) {
    t.equal(unique(sample.households.map((household) => household[field])), 1000, field);
  }
  t.ok(sample.households.every(({ document }) => /^\d{8}-\d$/.test(document)));
  t.ok(sample.households.every(({ account }) => /^SV\d{2}DEMO\d{20}$/.test(account)));
  t.same(
    [...new Set(sample.households.map(({ household_size }) => household_size))].sort(),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  for (const count of sample.counts) {
    const registered = sample.households.filter((household) => household.site_code === count.site_code);
    t.ok(registered.length > 0 && registered.length <= count.households, count.site_code);
    t.ok(sum(registered.map(({ household_size }) => household_size)) <= count.individuals, count.site_code);
  }
});

/** Whether an IBAN has the remainder 1 that ISO 13616 asks for. */
function ibanHolds(iban: string): boolean {
  const moved = `${iban.slice(4)}${iban.slice(0, 4)}`;
  return BigInt(moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))) % 97n === 1n;
}

/** Whether a DUI ends in its check digit, as a real one does. */
function duiHolds(document: string): boolean {
  const weighted = sum([...document.slice(0, 8)].map((digit, index) => Number(digit) * (9 - index)));
  return Number(document.at(-1)) === (10 - (weighted % 10)) % 10;
}

t.test('accounts pass their check, documents fail theirs so that they are nobody’s', async (t) => {
  t.ok(duiHolds('00000000-0') && duiHolds('00000001-8'), 'the rule itself');
  t.same(
    sample.households.filter(({ account }) => !ibanHolds(account)),
    [],
  );
  t.same(
    sample.households.filter(({ document }) => duiHolds(document)),
    [],
  );
});

t.test('people cover every role, and maker and approver differ', async (t) => {
  const roles = new Set(sample.people.flatMap((person) => person.roles));
  t.same([...roles].sort(), [
    'admin',
    'auditor',
    'finance_approver',
    'finance_maker',
    'logistics',
    'responder',
  ]);
  t.ok(sample.people.every(({ email }) => email.endsWith('@example.org')));
  t.equal(unique(sample.people.map(({ email }) => email)), sample.people.length);
  t.notOk(
    sample.people.some(({ roles }) => roles.includes('finance_maker') && roles.includes('finance_approver')),
  );
});

t.test('the provider report has one row of each trouble', async (t) => {
  const instructed = Array.from({ length: 9 }, (_, index) => ({
    reference: `PL-1-${index}`,
    amount_cents: 12_005 + index,
  }));
  const rows: string[][] = parse(fspReportCsv(instructed, today)).slice(1);
  t.equal(rows.length, 11);
  t.same(rows[0], ['PL-1-0', 'paid', '120.05', 'USD', 'IZT0000001', '2026-03-01', '']);
  t.same(
    rows.filter((row) => row[1] === 'failed'),
    [['PL-1-3', 'failed', '120.08', 'USD', '', '', 'AC04']],
  );
  t.equal(rows[6]?.[2], '115.11', 'five dollars short of 120.11');
  t.notOk(instructed.some(({ reference }) => reference === rows[9]?.[0]));
  t.same(rows[10], rows[0]);
  const cents = (text: string | undefined): number => Number(text?.replace('.', ''));
  const inFull = rows.slice(0, 9).filter((row, index) => cents(row[2]) === instructed[index]?.amount_cents);
  t.equal(inFull.length, 8, 'all stated in full but the short one');
  t.throws(() => fspReportCsv(instructed.slice(0, 2), today), RangeError);
  t.equal(parse(fspReportCsv(instructed.slice(0, 3), today)).length, 6);
});

t.test('the same day gives the same sample; another day moves every date by as much', async (t) => {
  t.same(sampleOperation(today), sample);
  t.equal(countsHxl(today), countsHxl(today));
  const later = sampleOperation('2031-12-30');
  t.same(later.households, sample.households);
  const shift = differenceInCalendarDays(parseISO('2031-12-30'), parseISO(today));
  const dates = (text: string): string[] => text.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  const [before, after] = [dates(JSON.stringify(sample)), dates(JSON.stringify(later))];
  t.ok(before.length > 60);
  t.ok(
    before.every(
      (date, index) => differenceInCalendarDays(parseISO(after[index] ?? ''), parseISO(date)) === shift,
    ),
  );
  t.throws(() => sampleOperation('2026-02-30'), RangeError);
  t.throws(() => sampleOperation('02/03/2026'), RangeError);
});
