import type { Language } from './localized.ts';
import { problemCatalogue } from './problem-catalogue.ts';
import { ruleCatalogue } from './rule-catalogue.ts';

export type ProblemCode = keyof typeof problemCatalogue;
export type RuleCode = keyof typeof ruleCatalogue;
export type Params = Readonly<Record<string, string | number | null>>;

/**
 * One broken rule and where it was broken. `pointer` is a JSON pointer into the request body; `file`, `sheet`,
 * `row` (1-based, as a spreadsheet shows it) and `column` (header text) place it in a file instead.
 */
export interface Violation {
  rule: RuleCode;
  pointer?: string;
  file?: string;
  sheet?: string;
  row?: number;
  column?: string;
  /** What was found there. Never personal data. */
  value?: string | null;
  params?: Params;
}

/** How many violations one answer carries; the total is always given. */
export const MAX_VIOLATIONS = 200;

/** What two people, or one on two devices, made of the same thing: what is kept and what was sent. */
export interface Versions {
  /** As a read would answer it; null when the caller may not see it. */
  readonly stored: unknown;
  readonly sent: unknown;
}

/** A failure the caller can act on. Thrown by rules and use cases, mapped to RFC 9457 in one HTTP plugin. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly params: Params;
  readonly violations: readonly Violation[];
  readonly versions: Versions | undefined;

  constructor(
    code: ProblemCode,
    params: Params = {},
    violations: readonly Violation[] = [],
    versions?: Versions,
  ) {
    super(render(problemCatalogue[code].detail.en, params));
    this.name = 'Problem';
    this.code = code;
    this.params = params;
    this.violations = violations;
    this.versions = versions;
  }

  get status(): number {
    return problemCatalogue[this.code].status;
  }
}

/** Fills `{name}` places of a text; an unknown name stays visible so that a test catches it. */
export function render(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : value === null ? '–' : String(value);
  });
}

export function problemTitle(code: ProblemCode, language: Language): string {
  return problemCatalogue[code].title[language];
}

export function problemDetail(problem: Problem, language: Language): string {
  return render(problemCatalogue[problem.code].detail[language], problem.params);
}

export function violationMessage(violation: Violation, language: Language): string {
  return render(ruleCatalogue[violation.rule][language], {
    value: violation.value ?? null,
    ...violation.params,
  });
}
