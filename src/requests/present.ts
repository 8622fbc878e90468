import type { Language } from '../lib/localized.ts';
import { explain } from './proposal.ts';
import { awaitedStates } from './states.ts';
import type { StoredLine, StoredRequest } from './store.ts';

/** A request as it is answered: what is late on `today`, what remains, and each proposal in words. */
export function presentRequest(request: StoredRequest, today: string, language: Language) {
  const { lines, ...head } = request;
  const isAwaited = (awaitedStates as readonly string[]).includes(head.state);
  return {
    ...head,
    late: isAwaited && head.due_on < today,
    lines: lines.map((line) => presentLine(line, language)),
  };
}

function presentLine({ basis, ...line }: StoredLine, language: Language) {
  const { quantity_approved, quantity_promised, quantity_sent, quantity_delivered } = line;
  return {
    ...line,
    quantity_remaining:
      quantity_approved === null
        ? null
        : quantity_approved - quantity_promised - quantity_sent - quantity_delivered,
    basis,
    explanation: basis === null ? null : explain(basis, language),
  };
}
