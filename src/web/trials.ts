/**
 * Running a source or an alert rule before it is saved. The desk may not import the crawler: who opens it passes these in. Nothing is
 * saved and nothing is sent.
 */

export type TriedPage =
  | {
      url: string;
      title: string;
      publishedAt: string | null;
      authors: readonly string[];
      characters: number;
      beginning: string;
    }
  | { url: string; skipped: string };

export type SourceTrial = {
  name: string;
  home: string;
  verdict: string;
  sentence: string;
  entries: readonly { url: string; role: string; outcome: string; reason: string }[];
  pages: readonly TriedPage[];
};

export type RuleTrial = {
  days: number;
  sent: readonly {
    at: string;
    person: string | null;
    org: string | null;
    field: string;
    why: string;
    storyId: string | null;
  }[];
  silent: readonly { at: string; person: string | null; org: string | null; field: string; because: string }[];
};

export type Trials = {
  /** `text` is one source in YAML. @throws ConfigError naming what is wrong with it */
  source(text: string): Promise<SourceTrial>;
  /** `text` is one rule in YAML, run over the changes of the last days. @throws ConfigError naming what is wrong with it */
  rule(text: string, days: number): Promise<RuleTrial>;
};
