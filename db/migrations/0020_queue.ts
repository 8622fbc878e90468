import { type Migration, rebuild, recheck } from './ddl.ts';

const kinds = "kind in ('released', 'preempted', 'expired', 'kept', 'passed')";

/** Whoever waits is told when goods went to somebody behind them. */
export const migration: Migration = {
  name: '0020_queue',
  statements: (engine) =>
    rebuild(engine, {
      name: 'reservation_notices',
      definition: `create table reservation_notices (
  id $text primary key,
  reservation_id $text not null references reservations (id),
  to_person_id $text not null references people (id),
  kind $text not null check (${kinds}),
  lot_id $text references lots (id),
  location_id $text references locations (id),
  quantity $int not null check (quantity > 0),
  reason $text,
  taken_by_reservation_id $text references reservations (id),
  made_by $text references people (id),
  made_at $text not null,
  acknowledged_at $text
)`,
      columns: [
        ...['id', 'reservation_id', 'to_person_id', 'kind', 'lot_id', 'location_id', 'quantity', 'reason'],
        ...['taken_by_reservation_id', 'made_by', 'made_at', 'acknowledged_at'],
      ],
      after: [
        'create index reservation_notices_by_person on reservation_notices (to_person_id, id)',
        'create index reservation_notices_by_reservation on reservation_notices (reservation_id, id)',
      ],
      postgres: recheck('reservation_notices', 'kind', kinds),
    }),
};
