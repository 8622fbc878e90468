import { type ReferenceItem, type ReferenceKit, referenceKits } from '../reference/items.ts';
import { type ReferenceTarget, referenceTargets } from '../reference/preparedness.ts';
import {
  type SampleCashProgramme,
  type SampleHousehold,
  sampleCashProgramme,
  sampleHouseholds,
} from './cash.ts';
import { type SampleEntitlementStandard, sampleEntitlementStandard } from './entitlements.ts';
import { type SamplePerson, samplePeople } from './people.ts';
import {
  type SampleCount,
  type SampleOperationRecord,
  type SampleSite,
  sampleCounts,
  sampleOperationRecord,
  sampleSites,
} from './sites.ts';
import {
  type SampleGrant,
  type SampleReceipt,
  type SampleWarehouse,
  sampleGrants,
  sampleItems,
  sampleReceipts,
  sampleWarehouse,
} from './supply.ts';

export { countsCsv, countsCsvWithErrors, countsHxl } from './count-files.ts';
export { fspReportCsv, type InstructedPayment } from './fsp-report.ts';

/** A whole invented emergency, keyed by natural codes; whoever loads it maps codes to ids. */
export interface SampleOperation {
  readonly items: readonly ReferenceItem[];
  readonly kits: readonly ReferenceKit[];
  readonly grants: readonly SampleGrant[];
  readonly warehouse: SampleWarehouse;
  readonly receipts: readonly SampleReceipt[];
  readonly operation: SampleOperationRecord;
  readonly sites: readonly SampleSite[];
  readonly counts: readonly SampleCount[];
  readonly entitlement_standard: SampleEntitlementStandard;
  readonly targets: readonly ReferenceTarget[];
  readonly cash_programme: SampleCashProgramme;
  readonly households: readonly SampleHousehold[];
  readonly people: readonly SamplePerson[];
}

/**
 * The demo operation as it stands on `today` (YYYY-MM-DD): every date in it is counted from that day, everything else
 * is the same whenever it is asked for. Throws a RangeError when `today` is not a calendar date.
 */
export function sampleOperation(today: string): SampleOperation {
  return {
    items: sampleItems,
    kits: referenceKits,
    grants: sampleGrants(today),
    warehouse: sampleWarehouse,
    receipts: sampleReceipts(today),
    operation: sampleOperationRecord(today),
    sites: sampleSites,
    counts: sampleCounts(today),
    entitlement_standard: sampleEntitlementStandard,
    targets: referenceTargets,
    cash_programme: sampleCashProgramme,
    households: sampleHouseholds(),
    people: samplePeople,
  };
}
