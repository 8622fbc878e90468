import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { assert } from './assert.ts';

/** Encrypts personal data before it reaches the database and opens it for those who may read it. */
export interface Sealing {
  /** AES-256-GCM; the result is `v1.` and base64url of nonce, tag and ciphertext. `context` must be the same to open. */
  seal(plain: string, context: string): string;
  /** Throws when the text was altered, moved to another context or sealed with another key. */
  open(sealed: string, context: string): string;
  /** Keyed fingerprint: equal inputs give equal fingerprints, and nothing can be read back. */
  fingerprint(plain: string, context: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `key` is 32 secret bytes; separate keys for sealing and fingerprints are derived from it. */
export function createSealing(key: Uint8Array): Sealing {
  assert(key.length === 32, 'the data key has 32 bytes');
  const sealKey = Buffer.from(hkdfSync('sha256', key, '', 'acopio seal', 32));
  const printKey = Buffer.from(hkdfSync('sha256', key, '', 'acopio fingerprint', 32));
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed, context) {
      assert(sealed.startsWith('v1.'), 'the sealed text has a known version');
      const bytes = Buffer.from(sealed.slice(3), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return (
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
      );
    },
    fingerprint(plain, context) {
      return createHmac('sha256', printKey).update(context).update('\0').update(plain).digest('hex');
    },
  };
}
