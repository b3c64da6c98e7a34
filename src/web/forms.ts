import type { View } from './view.ts';

/** A sentence that a step writes in English, and how the desk says it in the reader's language. */
export type Form = readonly [RegExp, (view: View, found: readonly string[]) => string];

/** The sentence by the first form it has; null when none knows it. */
export function inWords(view: View, forms: readonly Form[], sentence: string): string | null {
  for (const [form, words] of forms) {
    const found = form.exec(sentence);
    // A group that took no part in the match is an empty text.
    if (found)
      return words(
        view,
        Array.from(found.slice(1), (one: string | undefined) => one ?? ''),
      );
  }
  return null;
}
