import type { ClaimInput } from '../types.ts';
import { sentencesOf, type Sentence } from '../text/sentences.ts';

export type Field = 'title' | 'text';

/** A sentence together with the text it was cut from. */
export type FieldSentence = Sentence & { field: Field };

/** An article as every claim kind reads it: the input, and what several kinds need, computed once and only when asked for. */
export type ArticleText = ClaimInput & {
  /** Day of publication (`2025-06-21`) that relative dates count from; null when the page gave none. */
  readonly anchor: string | null;
  /** Sentences of the title, then of the text. */
  readonly sentences: readonly FieldSentence[];
  readonly isEnglish: boolean;
};

export function articleText(input: ClaimInput): ArticleText {
  let sentences: readonly FieldSentence[] | null = null;
  return {
    ...input,
    anchor: anchorOf(input.publishedAt),
    isEnglish: input.lang.startsWith('en') || !/\p{Script=Han}/u.test(input.title + input.text.slice(0, 2000)),
    get sentences() {
      sentences ??= [...inField('title', input.title), ...inField('text', input.text)];
      return sentences;
    },
  };
}

function inField(field: Field, text: string): FieldSentence[] {
  return sentencesOf(text).map((sentence) => ({ ...sentence, field }));
}

/** `2025-06-21T06:34:00+08:00` -> `2025-06-21`: the day as the page wrote it, in its own zone. A month or year stays as it is. */
function anchorOf(publishedAt: string | null): string | null {
  return publishedAt === null ? null : (/^\d{4}(?:-\d{2}(?:-\d{2})?)?/.exec(publishedAt)?.[0] ?? null);
}
