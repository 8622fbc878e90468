import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** Identifiers and secrets come from here so that a test can replay them. */
export interface Ids {
  /** A UUIDv7: unique without a central counter, sorts by time of making. */
  next(): string;
  /** A new API token: 256 random bits behind a prefix that secret scanners can find. */
  secret(): string;
}

export const systemIds: Ids = {
  next: () => v7(),
  secret: () => `acopio_${randomBytes(32).toString('base64url')}`,
};
