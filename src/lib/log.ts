import { type DestinationStream, type Logger, pino } from 'pino';

/** How much of the log waits in memory, in bytes, while it cannot be written; more is dropped. */
const MAX_UNWRITTEN = 1024 * 1024;

/**
 * Standard output as the place of the log. Where it cannot be written, because the disk of its file is full, say, the service
 * goes on without it, and the log goes on when it can.
 */
export function standardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, maxLength: MAX_UNWRITTEN });
  const { flushSync } = output;
  let failing = false;
  output.on('error', () => {
    if (failing) return;
    failing = true;
    // At the end of the process it would try for ever.
    output.flushSync = () => undefined;
    output.once('write', () => {
      failing = false;
      output.flushSync = flushSync;
    });
  });
  return output;
}

/**
 * Structured logs. Errors are reduced to type, code, message and stack: a database error's detail may quote a row, and rows
 * may hold personal data.
 */
export function createLog(level: string, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, req: () => undefined, res: () => undefined },
    },
    destination,
  );
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  return { type: error.name, code, message: error.message, stack: error.stack };
}
