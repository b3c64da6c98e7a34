import { findClaims, organisationNames } from '../core/claims/index.ts';
import { articleLine, filterLines, type ArticleLine } from './_lines.ts';
import { settingsFor, type SettingsOptions } from './_settings.ts';
import { languageOf } from '../core/text/language.ts';

/** What the claim finders want of an article on a line. */
export const claimInput = (line: ArticleLine) => ({ ...line, lang: line.lang ?? languageOf(line.text) });

/** `redwatch claims`: articles in, one line per claim out. What the Watches call a company is one wherever it stands, as for `start`. */
export async function runClaims(options: SettingsOptions): Promise<void> {
  const organisations = organisationNames((await settingsFor(options)).watches);
  await filterLines(articleLine, (line) => {
    const { claims } = findClaims({ ...claimInput(line), organisations });
    return claims.map(({ kind, field, start, end, quote, args, status, attribution, extractor }) => ({
      id: line.id,
      kind,
      ...(field === 'title' && { field }),
      start,
      end,
      quote,
      args,
      status,
      attribution,
      extractor,
    }));
  });
}
