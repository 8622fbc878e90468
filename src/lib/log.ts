import { type DestinationStream, type Logger, pino } from 'pino';

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
