import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkProof, RefusedFile, readProofFile, readSealFile } from '../src/audit/seal-file.ts';

const usage = 'npm run check-proof -- PROOF SEAL   (a proof of a row and the exported seal, both JSON files)';

/** Checks, without a database, that a row is covered by an exported seal. Exit status 1 when it is not, 2 for files that prove nothing. */
function main(): number {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [proofFile, sealFile] = positionals;
  if (proofFile === undefined || sealFile === undefined || positionals.length > 2)
    throw new RefusedFile(usage);
  const proof = readProofFile(readFileSync(proofFile, 'utf8'));
  const wrong = checkProof(proof, readSealFile(readFileSync(sealFile, 'utf8')));
  const { kind, row } = proof.content;
  const subject = `${kind === 'movement' ? 'movement' : 'cash entry'} ${row.id}`;
  if (wrong !== undefined) {
    process.stdout.write(`WRONG ${subject}: ${wrong}\n`);
    return 1;
  }
  const { number, count, sealed_at } = proof.seal;
  process.stdout.write(
    `ok    ${subject} is as it was sealed: seal ${number} of ${sealed_at}, position ${proof.position} of ${count}\n`,
  );
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`${error instanceof RefusedFile ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
