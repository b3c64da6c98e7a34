/** Words of a Chinese sentence that no name contains or begins with: verbs, adverbs, pronouns, times, common nouns. */
import { tag } from 'jieba-wasm';

export type Words = {
  /** End -> start of every word that stands beside names, not in them. */
  stops: ReadonlyMap<number, number>;
  /** Starts of dictionary words of two and more characters that are no names. */
  starts: ReadonlySet<number>;
};

/** jieba's tags of words that stand beside names: verb, adverb, pronoun, conjunction, preposition, time, number, idiom. */
const BESIDE = /^(?:v|vd|vn|d|r|rz|rr|c|p|t|m|mq|f|i|l|ad|y|uj|ul|uz)$/;
const NAME = /^(?:nr|nrt|nrfg|nz|x|eng)$/;
/** One-character words of these kinds; other single characters may be pieces of an unknown name (拾|光). */
const SINGLE = new Set('他她它们会去来让给把被为做说还也都就才只再又将已于在从向与和跟对'.split(''));

let last: { text: string; words: Words } | null = null;

/** Loads jieba's dictionary on first use (0.2 s); remembers the last sentence. */
export function wordsOf(text: string): Words {
  if (last?.text === text) return last.words;
  const stops = new Map<number, number>();
  const starts = new Set<number>();
  let at = 0;
  for (const { word, tag: kind } of tag(text, false) as { word: string; tag: string }[]) {
    const end = at + word.length;
    if (word.length >= 2 ? BESIDE.test(kind) && /\p{Script=Han}/u.test(word) : SINGLE.has(word)) stops.set(end, at);
    if (word.length >= 2 && !NAME.test(kind)) starts.add(at);
    at = end;
  }
  last = { text, words: { stops, starts } };
  return last.words;
}
