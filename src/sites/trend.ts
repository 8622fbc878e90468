interface Counted {
  households: number | null;
  individuals: number | null;
  flagged: number;
}

interface Change {
  flagged: boolean;
  change_households: number | null;
  change_individuals: number | null;
}

/** Counts of a site, oldest first, each with its change against the one before that states the same figure. */
export function trendOf<Row extends Counted>(rows: readonly Row[]): (Omit<Row, 'flagged'> & Change)[] {
  const before = { households: null as number | null, individuals: null as number | null };
  return rows.map((row) => {
    const change = (field: 'households' | 'individuals') => {
      const [earlier, now] = [before[field], row[field]];
      if (now !== null) before[field] = now;
      return earlier === null || now === null ? null : now - earlier;
    };
    return {
      ...row,
      flagged: row.flagged === 1,
      change_households: change('households'),
      change_individuals: change('individuals'),
    };
  });
}
