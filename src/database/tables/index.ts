import type { AccessTables } from './access.ts';
import type { AuditTables } from './audit.ts';
import type { CashTables } from './cash.ts';
import type { CatalogueTables } from './catalogue.ts';
import type { CountingTables } from './counting.ts';
import type { DispatchTables } from './dispatch.ts';
import type { FeedTables } from './feeds.ts';
import type { InboundTables } from './inbound.ts';
import type { KittingTables } from './kitting.ts';
import type { LoadingTables } from './loading.ts';
import type { MappingTables } from './mappings.ts';
import type { PreparednessTables } from './preparedness.ts';
import type { RequestTables } from './requests.ts';
import type { ReservationTables } from './reservations.ts';
import type { SiteTables } from './sites.ts';
import type { StockTables } from './stock.ts';

/** Every table the queries know; the migrations in `db/migrations` define them. */
export interface Tables
  extends AccessTables,
    CatalogueTables,
    SiteTables,
    StockTables,
    KittingTables,
    InboundTables,
    PreparednessTables,
    CountingTables,
    DispatchTables,
    RequestTables,
    FeedTables,
    LoadingTables,
    MappingTables,
    ReservationTables,
    CashTables,
    AuditTables {}
