import { type SeededRandom, seededRandom } from './random.ts';
import { sampleHouseholdsPerSite } from './sites.ts';
import { CASH_GRANT } from './supply.ts';

export interface SampleProgrammeValue {
  readonly min_household_size: number;
  readonly max_household_size: number | null;
  readonly amount_cents: number;
}

export interface SampleCashProgramme {
  readonly code: string;
  readonly name_es: string;
  readonly name_en: string;
  readonly modality: 'multipurpose_cash';
  readonly grant_code: string;
  readonly fsp_name: string;
  readonly currency: 'USD';
  readonly values: readonly SampleProgrammeValue[];
}

export interface SampleHousehold {
  readonly code: string;
  readonly site_code: string;
  readonly household_size: number;
  readonly head_name: string;
  /** DUI shape; the check digit is wrong on purpose, so it can be nobody's. */
  readonly document: string;
  /** IBAN of El Salvador with valid check digits, at a bank (DEMO) that does not exist. */
  readonly account: string;
}

export const sampleCashProgramme: SampleCashProgramme = {
  code: 'PTM-IXORA',
  name_es: 'Transferencia multipropósito, tormenta Ixora',
  name_en: 'Multipurpose cash, storm Ixora',
  modality: 'multipurpose_cash',
  grant_code: CASH_GRANT,
  fsp_name: 'Banco Izote de Ejemplo',
  currency: 'USD',
  values: [
    { min_household_size: 1, max_household_size: 1, amount_cents: 7_500 },
    { min_household_size: 2, max_household_size: 3, amount_cents: 12_000 },
    { min_household_size: 4, max_household_size: 5, amount_cents: 16_650 },
    { min_household_size: 6, max_household_size: 7, amount_cents: 20_500 },
    { min_household_size: 8, max_household_size: null, amount_cents: 24_000 },
  ],
};

export const SAMPLE_HOUSEHOLD_COUNT = 1_000;
const SEED = 20_250_609;

const womenNames =
  'Ana,Blanca,Carmen,Delmy,Elsy,Fátima,Gloria,Hilda,Irma,Jacqueline,Karla,Lorena,Marta,Norma,Ofelia,Patricia,Reina,Sonia,Teresa,Vilma,Wendy,Yolanda,Zulma'.split(
    ',',
  );
const menNames =
  'Adán,Benjamín,Carlos,Douglas,Efraín,Fredy,Gilberto,Héctor,Ismael,Josué,Kevin,Leonel,Mauricio,Nelson,Óscar,Pablo,René,Salvador,Tomás,Ulises,Víctor,Walter'.split(
    ',',
  );
const surnames =
  'Abarca,Alfaro,Amaya,Arévalo,Ayala,Beltrán,Bonilla,Campos,Castañeda,Chicas,Claros,Cortez,Escobar,Flores,Funes,Guardado,Henríquez,Iraheta,Landaverde,Lemus,Machuca,Majano,Melara,Mejía,Membreño,Molina,Navarrete,Orellana,Palacios,Peraza,Pineda,Portillo,Quinteros,Reyes,Rivas,Romero,Saravia,Sibrián,Tejada,Umaña,Valladares,Ventura,Zelaya,Zepeda'.split(
    ',',
  );

/** Households of sizes 1 to 9 in every 100; the mean is 3.42 persons. */
const sizesPerHundred = [9, 21, 27, 20, 12, 6, 3, 1, 1];

function drawSize(random: SeededRandom): number {
  let rest = random.below(100);
  const index = sizesPerHundred.findIndex((share) => {
    rest -= share;
    return rest < 0;
  });
  return index + 1;
}

/** Two different entries of a list, in the order drawn. */
function drawTwo(random: SeededRandom, names: readonly string[]): string {
  const first = random.pick(names);
  return `${first} ${random.pick(names.filter((name) => name !== first))}`;
}

function drawName(random: SeededRandom): string {
  const given = random.below(100) < 62 ? womenNames : menNames;
  return `${drawTwo(random, given)} ${drawTwo(random, surnames)}`;
}

/** Draws until the text is one not drawn before. */
function drawUnused(used: Set<string>, draw: () => string): string {
  let text = draw();
  while (used.has(text)) text = draw();
  used.add(text);
  return text;
}

const digits = (random: SeededRandom, count: number): string =>
  Array.from({ length: count }, () => random.below(10)).join('');

function drawDocument(random: SeededRandom): string {
  const number = `0${digits(random, 7)}`;
  const weighted = [...number].reduce((total, digit, index) => total + Number(digit) * (9 - index), 0);
  const correct = (10 - (weighted % 10)) % 10;
  return `${number}-${(correct + 1 + random.below(9)) % 10}`;
}

/** Check digits by ISO 7064 mod 97-10: letters count as 10 to 35, the country moves to the end with 00. */
function ibanOf(country: string, bban: string): string {
  const remainder = [...`${bban}${country}00`].reduce((rest, character) => {
    const value = Number.parseInt(character, 36);
    return (rest * (value > 9 ? 100 : 10) + value) % 97;
  }, 0);
  return `${country}${String(98 - remainder).padStart(2, '0')}${bban}`;
}

/** How many households of each site are registered, in proportion to its count and summing exactly to the total. */
function registeredPerSite(): { site_code: string; registered: number }[] {
  const counted = sampleHouseholdsPerSite.reduce((total, site) => total + site.households, 0);
  let before = 0;
  return sampleHouseholdsPerSite.map(({ site_code, households }) => {
    const start = Math.floor((before * SAMPLE_HOUSEHOLD_COUNT) / counted);
    before += households;
    return { site_code, registered: Math.floor((before * SAMPLE_HOUSEHOLD_COUNT) / counted) - start };
  });
}

/** The 1,000 households registered for cash: invented, and the same on every call. */
export function sampleHouseholds(): SampleHousehold[] {
  const random = seededRandom(SEED);
  const documents = new Set<string>();
  const accounts = new Set<string>();
  const siteCodes = registeredPerSite().flatMap(({ site_code, registered }) =>
    Array.from({ length: registered }, () => site_code),
  );
  return siteCodes.map((site_code, index) => ({
    code: `HH-${String(index + 1).padStart(4, '0')}`,
    site_code,
    household_size: drawSize(random),
    head_name: drawName(random),
    document: drawUnused(documents, () => drawDocument(random)),
    account: drawUnused(accounts, () => ibanOf('SV', `DEMO${digits(random, 20)}`)),
  }));
}
