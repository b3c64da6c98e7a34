/** Messages that are not about one event: digests and test messages. */
import type { AlertMessage, AlertInput, Line } from './_message.ts';
import { itemOf, linesOf, linkLine, titleOf } from './_message.ts';
import { WORDS, type Lang } from './_words.ts';

/** Kinds of line an entry of a digest keeps; the rest stands in the story behind its link. */
const KEPT_LABELS = ['role', 'when', 'statusLabel', 'origins', 'late', 'source'] as const;

/**
 * One message for many alerts, in the order given. An empty digest is a message too, with how many sources answered: a quiet
 * day and a broken crawl must not look the same.
 */
export function digestMessage(input: {
  key: string;
  lang: Lang;
  entries: readonly AlertInput[];
  /** The desk's feed. */
  url: string;
  coverage?: { answered: number; sources: number };
}): AlertMessage {
  const { key, lang, entries, url, coverage } = input;
  const words = WORDS[lang];
  const covered: Line[] = coverage ? [{ kind: 'text', text: words.coverage(coverage.answered, coverage.sources) }] : [];
  return {
    key,
    kind: 'digest',
    lang,
    title: words.digest(entries.length),
    lines: [...entries.flatMap(entryLines), ...covered, ...linkLine(words.desk, url)],
    url,
    items: entries.map((entry) => itemOf(entry, words)),
  };
}

function entryLines(entry: AlertInput): Line[] {
  const words = WORDS[entry.decision.lang];
  const kept: readonly string[] = KEPT_LABELS.map((label) => words[label]);
  const lines = linesOf(entry, words).filter(
    (line) =>
      line.kind === 'quote' ||
      (line.kind === 'fact' && kept.includes(line.label)) ||
      (line.kind === 'link' && line.url === entry.event.storyUrl),
  );
  return [{ kind: 'heading', text: titleOf(entry, words) }, ...lines];
}

/** What `redwatch alert test CHANNEL` sends. */
export function testMessage(input: { key: string; lang: Lang; channel: string; url: string }): AlertMessage {
  const words = WORDS[input.lang];
  return {
    key: input.key,
    kind: 'test',
    lang: input.lang,
    title: words.test(input.channel),
    lines: [{ kind: 'text', text: words.testBody }, ...linkLine(words.desk, input.url)],
    url: input.url,
    items: [],
  };
}
