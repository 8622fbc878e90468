import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../src/config/paths.ts';

export interface Import {
  /** As it is written: `../lib/problem.ts`, `zod`. */
  readonly specifier: string;
  /** The file of the project it means; null for a package. */
  readonly file: string | null;
  /** Names types only, so nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
  /** What is imported by name, under its own name. */
  readonly names: readonly string[];
  readonly at: string;
}

export interface Source {
  /** From the project's folder, with slashes: `src/lib/ids.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly tree: ts.SourceFile;
}

/** Every TypeScript file under the folders of the project, parsed. */
export function readSources(...folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
        posix.join(folder, path.replaceAll('\\', '/')),
      ),
    )
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(projectRoot, path), 'utf8')));
}

/** A file with its imports of every form: import, export from, import type, import(), require(). */
export function parseSource(path: string, text: string): Source {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports = nodesOf(tree).flatMap((node) => importsIn(path, tree, node));
  return { path, lines: text.trimEnd().split('\n').length, imports, tree };
}

/** Every node below one, in the order of the text. */
export function nodesOf(root: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return nodes;
}

/** Where a node stands, as an editor opens it: `src/app.ts:12`. */
export function place(tree: ts.SourceFile, node: ts.Node): string {
  return `${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`;
}

/** The places where a file holds a node of a kind. */
export function placesOf(source: Source, isMeant: (node: ts.Node) => boolean): string[] {
  return nodesOf(source.tree)
    .filter(isMeant)
    .map((node) => place(source.tree, node));
}

function importsIn(path: string, tree: ts.SourceFile, node: ts.Node): Import[] {
  const found = importOf(node);
  if (found === undefined) return [];
  const { specifier } = found;
  const file = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null;
  return [{ ...found, file, at: place(tree, node) }];
}

type Written = Pick<Import, 'specifier' | 'typeOnly' | 'names'>;

function importOf(node: ts.Node): Written | undefined {
  if (ts.isImportDeclaration(node)) return declaredImport(node);
  if (ts.isExportDeclaration(node)) return reExport(node);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return written(node.argument.literal, true);
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return written(node.moduleReference.expression, node.isTypeOnly);
  }
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return isImport || isRequire ? written(node.arguments[0], false) : undefined;
}

function declaredImport(node: ts.ImportDeclaration): Written | undefined {
  const clause = node.importClause;
  if (clause === undefined) return written(node.moduleSpecifier, false);
  const bindings = clause.namedBindings;
  const named = bindings !== undefined && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  const onlyTypes =
    clause.name === undefined && named.length > 0 && named.every((element) => element.isTypeOnly);
  const isType = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return written(node.moduleSpecifier, isType || onlyTypes, named.map(ownName));
}

function reExport(node: ts.ExportDeclaration): Written | undefined {
  if (node.moduleSpecifier === undefined) return undefined;
  const clause = node.exportClause;
  const named = clause !== undefined && ts.isNamedExports(clause) ? [...clause.elements] : [];
  const onlyTypes = named.length > 0 && named.every((element) => element.isTypeOnly);
  return written(node.moduleSpecifier, node.isTypeOnly || onlyTypes, named.map(ownName));
}

function ownName(element: ts.ImportSpecifier | ts.ExportSpecifier): string {
  return (element.propertyName ?? element.name).text;
}

/** A module named by anything but a plain text cannot be followed, so it counts as an import of itself by that text. */
function written(specifier: ts.Node | undefined, typeOnly: boolean, names: string[] = []): Written {
  const text = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : '(computed)';
  return { specifier: text, typeOnly, names };
}
