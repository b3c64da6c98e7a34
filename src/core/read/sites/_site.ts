/** What a site reader is: all that Redwatch knows about the layout of one site or one forum software. */
import type { Article, ReadInput, Skipped } from '../../types.ts';

export type SiteReader = {
  /** The site or forum software, and which of its layouts over the years: together `amz123@1`, which stands on the article. */
  layout: string;
  version: number;
  /** First day (`2026-03-01`) on which the site answered with this version; without it, since ever. */
  since?: string;
  matches(url: string): boolean;
  /** Recognised by its markup instead of its address (forum software runs on any host). */
  matchesMarkup?(html: string): boolean;
  /** Null when the layout is not the one this reader knows: the generic reader takes over and the article says so. */
  read(input: ReadInput, document: Document): Article | Skipped | null;
};

/** `amz123@1`. */
export function readerId({ layout, version }: Pick<SiteReader, 'layout' | 'version'>): string {
  return `${layout}@${version}`;
}
