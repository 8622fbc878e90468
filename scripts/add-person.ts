import { parseArgs } from 'node:util';
import { addPerson, makeToken } from '../src/access/people.ts';
import { type Role, roles } from '../src/access/permissions.ts';
import { newPerson } from '../src/access/schema.ts';
import { ConfigError, loadConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { createContext } from '../src/context.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { createLog } from '../src/lib/log.ts';

const usage = `npm run --silent add-person -- --name NAME --email ADDRESS --roles ROLE[,ROLE…]
roles: ${roles.join(', ')}`;

/** Adds a person to the service's database and prints an API token for them: the way in for the first administrator. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { name: { type: 'string' }, email: { type: 'string' }, roles: { type: 'string' } },
  });
  const wanted = newPerson.safeParse({ ...values, roles: values.roles?.split(',') as Role[] | undefined });
  if (!wanted.success) {
    throw new Error(
      `${wanted.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n')}\n\n${usage}`,
    );
  }
  const context = createContext(loadConfig(readEnvironment()), createLog('silent', process.stderr));
  try {
    await context.database.migrate();
    const made = await inTransaction(context.database, async (tx) => {
      const person = await addPerson(tx, context, wanted.data);
      return makeToken(tx, context, { person_id: person.id, label: 'first sign-in', expires_in_days: 365 });
    });
    process.stderr.write(
      `${wanted.data.name} (${wanted.data.roles.join(', ')}): a token for a year, shown this once\n`,
    );
    process.stdout.write(`${made.token}\n`);
  } finally {
    await context.database.close();
  }
}

main().catch((error: unknown) => {
  const text = error instanceof ConfigError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});
