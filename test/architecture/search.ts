import type { Test } from 'tap';
import ts from 'typescript';
import { parseSource, placesOf, type Source } from './source.ts';

/** Where files hold what `isMeant`, outside the files that are its home. */
export function outside(
  among: readonly Source[],
  isHome: (path: string) => boolean,
  isMeant: (node: ts.Node) => boolean,
): string[] {
  return among.filter(({ path }) => !isHome(path)).flatMap((source) => placesOf(source, isMeant));
}

export const nowhere = () => false;

/** Holds a search against a text in which it must find so many places: a search that finds nothing proves nothing. */
export function finds(t: Test, isMeant: (node: ts.Node) => boolean, text: string, times: number): void {
  t.equal(placesOf(parseSource('x.ts', text), isMeant).length, times, text);
}

export function isNamed(node: ts.Node, ...names: readonly string[]): boolean {
  return ts.isIdentifier(node) && names.includes(node.text);
}

/** `object.name`, also as `object['name']`. */
export function isMember(node: ts.Node, object: string, name: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return isNamed(node.expression, object) && node.name.text === name;
  return (
    ts.isElementAccessExpression(node) &&
    isNamed(node.expression, object) &&
    ts.isStringLiteralLike(node.argumentExpression) &&
    node.argumentExpression.text === name
  );
}
