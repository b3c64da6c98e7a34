import type { ReadSentence } from './chinese.ts';
import type { MetricNoun } from './nouns.ts';

/** Figures of one English sentence. */
export function englishFigures(_sentence: string, _anchor: string | null, _asked: MetricNoun | null): ReadSentence {
  return { figures: [], subject: null, openNoun: null };
}
