import type { Claim } from '../types.ts';
import type { ArticleText } from './_article-text.ts';

/**
 * One kind of claim: one file, one line in index.ts. The examples and counterexamples run as tests and are the help page:
 * `find` on an example's text must give exactly one claim of this kind whose args contain the example's `args`, and none on a counterexample.
 */
export type ClaimKind = {
  /** snake_case, as in `Claim.kind`: executive_departure. */
  id: string;
  label: string;
  /** Slots that hold words of the article: the gate refuses a claim whose value stands neither in its quote nor in a cited span. */
  surface: readonly string[];
  find(article: ArticleText): Claim[];
  examples: readonly ClaimExample[];
  counterexamples: readonly string[];
};

export type ClaimExample = {
  text: string;
  title?: string;
  publishedAt?: string;
  lang?: string;
  args: Readonly<Record<string, unknown>>;
  status?: Claim['status'];
};
