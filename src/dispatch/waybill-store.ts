import type { Reader } from '../database/database.ts';

/** What stands at the top and the foot of a waybill. */
export async function findWaybillHead(reader: Reader, consignmentId: string) {
  return reader
    .selectFrom('consignments')
    .innerJoin('plans', 'plans.id', 'consignments.plan_id')
    .innerJoin('operations', 'operations.id', 'plans.operation_id')
    .innerJoin('warehouses', 'warehouses.id', 'consignments.warehouse_id')
    .innerJoin('sites', 'sites.id', 'consignments.site_id')
    .leftJoin('people', 'people.id', 'consignments.departed_by')
    .select([
      'consignments.number as number',
      'consignments.plan_id as plan_id',
      'consignments.site_id as site_id',
      'consignments.vehicle_plate as vehicle_plate',
      'consignments.transporter as transporter',
      'consignments.driver as driver',
      'consignments.departed_on as departed_on',
      'people.name as departed_by_name',
      'plans.number as plan_number',
      'plans.arrival_on as arrival_on',
      'operations.name as operation_name',
      'warehouses.code as warehouse_code',
      'warehouses.name as warehouse_name',
      'warehouses.country as country',
      'sites.code as site_code',
      'sites.name as site_name',
      'sites.p_code as p_code',
    ])
    .where('consignments.id', '=', consignmentId)
    .executeTakeFirst();
}

/** Numbers of the site's requests that a plan promised something, and did not take it back. */
export async function listRequestNumbers(reader: Reader, planId: string, siteId: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('request_promises')
    .innerJoin('requests', 'requests.id', 'request_promises.request_id')
    .select('requests.number as number')
    .where('request_promises.plan_id', '=', planId)
    .where('request_promises.site_id', '=', siteId)
    .whereRef('request_promises.quantity', '>', 'request_promises.released')
    .groupBy('requests.number')
    .orderBy('requests.number')
    .execute();
  return rows.map((row) => row.number);
}
