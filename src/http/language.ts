import type { Language } from '../lib/localized.ts';

/** The language to answer in: the best of es and en that `Accept-Language` asks for, Spanish when it asks for neither. */
export function preferredLanguage(header: string | undefined): Language {
  if (header === undefined) return 'es';
  const wanted = header
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = params
        .map((param) => /^\s*q=([\d.]+)\s*$/.exec(param)?.[1])
        .find((value) => value !== undefined);
      return { language: tag.split('-')[0], weight: q === undefined ? 1 : Number(q) };
    })
    .filter((entry) => (entry.language === 'es' || entry.language === 'en') && entry.weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.language === 'en' ? 'en' : 'es';
}
