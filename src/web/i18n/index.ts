import { en, type Messages } from './en.ts';
import { zh } from './zh.ts';

export type { Messages };
export type Language = 'en' | 'zh';

/** The languages the desk speaks. */
export const languages: Record<Language, Messages> = { en, zh };

/** The reader's choice if it is one of ours, else the first of ours that the browser asks for (`Accept-Language`), else English. */
export function chooseLanguage(chosen: string | undefined, accepted: string | undefined): Language {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  for (const part of (accepted ?? '').slice(0, 200).toLowerCase().split(',')) {
    if (part.trim().startsWith('zh')) return 'zh';
    if (part.trim().startsWith('en')) return 'en';
  }
  return 'en';
}
