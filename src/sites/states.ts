/** Where an operation, a site and a work at a site can stand, and every step each can take. What is not here is refused. */

export const operationStates = ['open', 'standing_down', 'closed'] as const;
export type OperationState = (typeof operationStates)[number];

/** From where each state is reached. A false alarm closes at once; a closed operation that flares up is opened again. */
export const operationSteps: Readonly<Record<OperationState, readonly OperationState[]>> = {
  open: ['standing_down', 'closed'],
  standing_down: ['open'],
  closed: ['open', 'standing_down'],
};

/**
 * Nothing new begins while an operation stands down (sites, requests, plans, programmes, households); what was begun goes on: goods
 * leave and arrive, people are counted, sites are profiled, repaired and closed.
 */
export const running = ['open', 'standing_down'] as const satisfies readonly OperationState[];

export const siteStatuses = ['open', 'full', 'closed'] as const;
export type SiteStatus = (typeof siteStatuses)[number];

export const siteSteps: Readonly<Record<SiteStatus, readonly SiteStatus[]>> = {
  open: ['full', 'closed'],
  full: ['open'],
  closed: ['open', 'full'],
};

export const workStates = ['planned', 'in_progress', 'done', 'cancelled'] as const;
export type WorkState = (typeof workStates)[number];

export const workSteps: Readonly<Record<WorkState, readonly WorkState[]>> = {
  planned: [],
  in_progress: ['planned'],
  done: ['in_progress'],
  cancelled: ['planned', 'in_progress'],
};
