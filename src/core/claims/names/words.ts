/** Words of a Chinese sentence that no name contains: verbs, adverbs, pronouns, times. */
import { tag } from 'jieba-wasm';

/** jieba's tags of words that stand beside names, not in them: verb, adverb, pronoun, conjunction, preposition, time, number, idiom. */
const BESIDE = /^(?:v|vd|vn|d|r|rz|rr|c|p|t|m|mq|f|i|l|ad|y|uj|ul|uz)$/;
/** One-character words of these kinds; other single characters may be pieces of an unknown name (拾|光). */
const SINGLE = new Set('他她它们会去来让给把被为做说还也都就才只再又将已于在从向与和跟对'.split(''));

let last: { text: string; stops: ReadonlyMap<number, number> } | null = null;

/** End -> start of every such word. Loads jieba's dictionary on first use (0.2 s); remembers the last sentence. */
export function wordStops(text: string): ReadonlyMap<number, number> {
  if (last?.text === text) return last.stops;
  const stops = new Map<number, number>();
  let at = 0;
  for (const { word, tag: kind } of tag(text, false) as { word: string; tag: string }[]) {
    const end = at + word.length;
    if (word.length >= 2 ? BESIDE.test(kind) && /\p{Script=Han}/u.test(word) : SINGLE.has(word)) stops.set(end, at);
    at = end;
  }
  last = { text, stops };
  return stops;
}
