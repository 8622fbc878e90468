/** Shares out a quantity among claims, each as much as it claims, the first first: what is left over stays unshared. */
export function shareOut(quantity: number, claims: readonly number[]): number[] {
  let left = quantity;
  return claims.map((claim) => {
    const part = Math.min(Math.max(left, 0), claim);
    left -= part;
    return part;
  });
}

/** What became of each part of a load that was sent for requests. */
export interface Arrived {
  delivered: number;
  lost: number;
}

/**
 * What arrived of each part of a load of one item: `good` came so far and `coming` may still come. Requests are served before
 * what the load carries for nobody in particular, in their order; so the last of them loses first. Sharing again later,
 * with more good and less to come, never takes back what was delivered or found lost.
 */
export function shareArrived(good: number, coming: number, sent: readonly number[]): Arrived[] {
  const delivered = shareOut(good, sent);
  const kept = shareOut(good + coming, sent);
  return sent.map((quantity, index) => ({
    delivered: delivered[index] as number,
    lost: quantity - (kept[index] as number),
  }));
}
