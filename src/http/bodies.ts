import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem, type RuleCode } from '../lib/problem.ts';
import { tableMediaTypes } from './route.ts';

/** A NUL character as JSON writes it: an odd number of backslashes before `u0000`. */
const nulEscape = /(?<!\\)(?:\\\\)*\\u0000/;

/**
 * Files come in as bytes; a JSON body may be left out where none is needed. JSON that is not UTF-8 is refused instead of being
 * read with its letters replaced, and so is a NUL character, which not every database can keep.
 */
export function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    if (bytes.length === 0) return done(null, undefined);
    if (!isUtf8(bytes)) return done(refused('not_utf8'));
    const text = bytes.toString();
    if (text.includes('\\u0000') && nulEscape.test(text)) return done(refused('nul_character'));
    parseJson(request, text, done);
  });
  app.addContentTypeParser([...tableMediaTypes], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
}

function refused(rule: RuleCode): Problem {
  return new Problem('invalid_request', {}, [{ rule, pointer: '/body' }]);
}
