/** What a site reader is: all that Redwatch knows about the layout of one site or one forum software. */
import type { Article, ReadInput, Skipped } from '../../types.ts';

export type SiteReader = {
  /** Short stable id with the version of the layout it knows: `amz123@1`. */
  id: string;
  matches(url: string): boolean;
  /** Recognised by its markup instead of its address (forum software runs on any host). */
  matchesMarkup?(html: string): boolean;
  /** Null when the layout is not the one this reader knows: the generic reader takes over and the article says so. */
  read(input: ReadInput, document: Document): Article | Skipped | null;
};
