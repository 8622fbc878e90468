import { problemTable } from './openapi.ts';

/** The chapters of the API, in the order they are read. */
export const tags = [
  { name: 'service', description: 'Health and measurements' },
  { name: 'access', description: 'People, roles and API tokens' },
  { name: 'catalogue', description: 'Items, kits, grants and entitlement standards' },
  { name: 'imports', description: 'Saved mappings of the columns of files' },
  { name: 'stock', description: 'Warehouses, locations, lots, balances and the movement ledger' },
  { name: 'kitting', description: 'Kits built and taken apart, lots repacked, what can be promised' },
  {
    name: 'inbound',
    description: 'What is expected, receipts in four buckets, claims, transfers between warehouses',
  },
  {
    name: 'earmarks',
    description: 'What grants allow, loans between them, what each bought and whom it reached',
  },
  {
    name: 'reservations',
    description: 'Who holds what and until when, the queue, and notices to holders',
  },
  { name: 'preparedness', description: 'Targets, what covers them, stock levels, days of cover' },
  { name: 'counting', description: 'Stock counts: blind or open, with a freeze or without one' },
  { name: 'places', description: 'Departments, municipios and distritos: names, codes, outlines' },
  { name: 'sites', description: 'Operations, sites and household counts' },
  { name: 'requests', description: 'What responders ask for' },
  { name: 'loading', description: 'Carriers, fleets, transport legs, and what goes on which vehicle' },
  { name: 'planning', description: 'Plans: needs, allocation, shortfalls with reasons' },
  { name: 'dispatch', description: 'Consignments, waybills and what sites received' },
  { name: 'reports', description: 'Reports as JSON, CSV or XLSX' },
  { name: 'documents', description: 'Printed documents and labels as PDF, and what a scanned code leads to' },
  {
    name: 'cash',
    description: 'Programmes, households, payment lists, instructions, FSP reports and tie-outs',
  },
  { name: 'audit', description: 'Seals over the ledgers and what proves a row by them' },
];

/** What every caller must know, and the table of problems. */
export function describeApi(): string {
  return `Stock, dispatch and cash of an emergency operation.

**Signing in.** Send \`Authorization: Bearer TOKEN\`. Each operation names the permission it needs.

**Writing.** Every POST and PATCH carries an \`Idempotency-Key\`: a repeated request gets the first answer again and has one
effect. What was answered with success is on disk. An edit carries \`If-Match\` with the ETag that was read.

**Lists.** \`limit\`, \`cursor\` and \`sort\` work the same everywhere; follow \`next_cursor\` until it is null.

**Units.** Quantities are whole base units of the item, weights grams, volumes millilitres, money cents. An unknown weight or
volume is null, never zero. Days are \`YYYY-MM-DD\`, instants UTC.

**Problems** are \`application/problem+json\` (RFC 9457), in Spanish or English by \`Accept-Language\`:

${problemTable()}`;
}
