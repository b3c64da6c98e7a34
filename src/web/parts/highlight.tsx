import type { StoryClaim } from '../../store/desk/story.ts';
import { slug } from './words.tsx';

/** How much of a text is shown on one page; an article of 10 MB would be no page anyone can read. */
export const MAX_SHOWN = 100_000;

/** A claim with the number it carries on the page; `continued` when it began in an earlier paragraph. */
export type Numbered = StoryClaim & { number: number; continued?: boolean };

type Piece = { text: string; claims: Numbered[]; begins: Numbered[] };

/** Cuts a text at the borders of its claims. Pieces in order give the text back; overlapping claims share pieces. */
export function pieces(text: string, claims: readonly Numbered[]): Piece[] {
  const inside = claims.filter(
    (claim) => claim.startAt >= 0 && claim.startAt < claim.endAt && claim.endAt <= text.length,
  );
  const cuts = [...new Set([0, text.length, ...inside.flatMap((claim) => [claim.startAt, claim.endAt])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] ?? text.length;
    return {
      text: text.slice(start, end),
      claims: inside.filter((claim) => claim.startAt <= start && claim.endAt >= end),
      begins: inside.filter((claim) => claim.startAt === start && !claim.continued),
    };
  });
}

/** Text with its claims marked in place; each mark leads to its claim and is where the claim's own link arrives. */
export function Highlighted({ text, claims }: { text: string; claims: readonly Numbered[] }) {
  return (
    <>
      {pieces(text, claims).map((piece) =>
        piece.claims.length === 0 ? (
          piece.text
        ) : (
          <>
            {piece.begins.map((claim) => (
              <a class="ref" id={`at-${slug(claim.id)}`} href={`#claim-${slug(claim.id)}`}>
                {claim.number}
              </a>
            ))}
            <mark
              class={`kind-${slug(piece.claims[0]?.kind ?? '')}`}
              data-claims={piece.claims.map((claim) => slug(claim.id)).join(' ')}
            >
              {piece.text}
            </mark>
          </>
        ),
      )}
    </>
  );
}

/** Paragraphs of an article, each with its own claims: offsets are those of the whole text. */
export function Paragraphs({ text, claims, lang }: { text: string; claims: readonly Numbered[]; lang: string }) {
  let start = 0;
  const paragraphs = text
    .slice(0, MAX_SHOWN)
    .split('\n')
    .map((paragraph) => {
      const from = start;
      start += paragraph.length + 1;
      return { paragraph, from };
    });
  return (
    <div class="prose" lang={lang}>
      {paragraphs.map(({ paragraph, from }) => {
        if (paragraph.trim() === '') return null;
        const own = claims
          .filter((claim) => claim.startAt < from + paragraph.length && claim.endAt > from)
          .map((claim) => ({
            ...claim,
            continued: claim.startAt < from,
            startAt: Math.max(0, claim.startAt - from),
            endAt: Math.min(paragraph.length, claim.endAt - from),
          }));
        return (
          <p>
            <Highlighted text={paragraph} claims={own} />
          </p>
        );
      })}
    </div>
  );
}
