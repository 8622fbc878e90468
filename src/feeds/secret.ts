import type { Context } from '../context.ts';

const sealContext = (feedId: string) => `feeds.header_value ${feedId}`;

interface Secret {
  name: string;
  value: string;
}

/** The header of a feed as it is kept. */
export function sealSecret({ sealing }: Context, feedId: string, secret: Secret | null) {
  if (secret === null) return { header_name: null, header_value: null };
  return { header_name: secret.name, header_value: sealing.seal(secret.value, sealContext(feedId)) };
}

/** The header of a feed as it is sent. */
export function openSecret(
  { sealing }: Context,
  feed: { id: string; header_name: string | null; header_value: string | null },
): Secret | null {
  if (feed.header_name === null || feed.header_value === null) return null;
  return { name: feed.header_name, value: sealing.open(feed.header_value, sealContext(feed.id)) };
}
