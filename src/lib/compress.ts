import { gunzipSync, gzipSync } from 'node:zlib';

/** A text compressed to text: gzip in base64. */
export function compressText(text: string): string {
  return gzipSync(text, { level: 1 }).toString('base64');
}

/** The text that was compressed. */
export function expandText(packed: string): string {
  return gunzipSync(Buffer.from(packed, 'base64')).toString();
}
