/** The languages people are answered in, Spanish first. */
export type Language = 'es' | 'en';

/** One text in every language. */
export type Localized = Readonly<Record<Language, string>>;
