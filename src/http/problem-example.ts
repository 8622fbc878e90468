import { type Params, Problem, type ProblemCode, problemDetail, problemTitle } from '../lib/problem.ts';
import { problemCatalogue } from '../lib/problem-catalogue.ts';

/** What stands in the sentences of the examples. A place not named here shows its own name. */
const sampleParams: Params = {
  accepted: 'application/json',
  action: 'approve',
  allowed: 'computed',
  asked: 60,
  available: '1200.00',
  binding: 'HHYGSOAP01',
  code: 'GR-01',
  committed_cents: 6_666_800,
  count: 2,
  counts: 'CNT-000001',
  currency: 'USD',
  ended_on: '2026-08-01',
  ends_on: '2026-08-01',
  expected: 3,
  field: 'code',
  file: 'counts.csv',
  grant: 'GR-01',
  holder: 'Equipo de evaluación',
  id: '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44',
  item_code: 'HSHETARPW406',
  kind: 'issue',
  limit: 16_777_216,
  max_cell_length: 10_000,
  max_columns: 200,
  max_rows: 20_000,
  method: 'GET',
  missing: '300.00',
  name: 'Formularios',
  number: 'PL-000007',
  path: '/v1/nothing',
  permission: 'stock.write',
  place: 'PTY-01',
  possible: 48,
  priority: 5,
  programme: 'MPCA-01',
  promised: 20,
  reason: 'Unexpected end of JSON input',
  request_id: '3f1d2a9b8c44-1',
  resource: 'item',
  row: 2,
  sent: 40,
  since: '2026-08-05T13:04:05.678Z',
  started_on: '2026-08-05',
  starts_on: '2026-08-05',
  state: 'approved',
  tags: '#lat_deg',
  total: '1500.00',
  value: 'HSHETARPW406',
  version: 4,
  waiting: 20,
  warehouse: 'PTY-01',
};

/** What the service answers for a problem, with plausible values in its sentence. */
export function problemExample(code: ProblemCode) {
  const places = problemCatalogue[code].detail.es.matchAll(/\{(\w+)\}/g);
  const params = Object.fromEntries([...places].map(([, name = '']) => [name, sampleParams[name] ?? name]));
  const problem = new Problem(code, params);
  return {
    type: `urn:acopio:problem:${code}`,
    title: problemTitle(code, 'es'),
    status: problem.status,
    detail: problemDetail(problem, 'es'),
    code,
    instance: '3f1d2a9b8c44-1',
    params,
    error_count: 0,
    errors: [],
  };
}
