import type { ClaimKind } from './_claim-kind.ts';
import { personClaim, tellingsIn } from './_departures.ts';
import type { DepartureDraft, Place } from './_departure-record.ts';
import type { ArticleText } from './_article-text.ts';

/** From where and to where, around the word of moving: 从财务领域转岗至商业化部门, is moving X to lead Y. */
const FROM = /(?:从|由|自)(?<from>[\p{Script=Han}A-Za-z0-9]{2,24}?)(?:领域|岗位|一职)?$/u;
const TO =
  /^(?:了)?(?:至|到|为|往|任|去)?(?<to>[\p{Script=Han}A-Za-z0-9“”·]{2,24}?)(?=[，。；！？、,;!?\s]|，?(?:并|且|负责)|$)/u;
const TO_EN = /\bto (?:lead |head |run |become )?(?:the )?(?<to>[A-Za-z][\w&’' -]{2,40}?)(?=[,.;]|$)/;

/** Somebody moves inside the company or the system; `from` and `to` are departments, offices or places as written. */
export const roleChange: ClaimKind = {
  id: 'role_change',
  label: 'Somebody moves inside a company',
  surface: ['person', 'aliases', 'org', 'from', 'to', 'date'],
  find(article) {
    const moves = tellingsIn(article).filter((draft) => draft.person && MOVES.test(draft.trigger.text));
    return moves.flatMap((draft) => {
      const { from, to } = route(article, draft);
      if (!to) return [];
      const args = {
        person: draft.person!.text,
        aliases: draft.aliases.map(({ text, kind }) => ({ text, kind })),
        org: draft.org?.text ?? null,
        from: from?.text ?? null,
        to: to.text,
        date: draft.date?.text ?? null,
        date_iso: draft.date?.iso ?? null,
        date_precision: draft.date?.precision ?? null,
      };
      const places = [
        ['person', draft.person],
        ...draft.aliases.map((alias) => ['aliases', alias.place] as const),
        ['org', draft.org],
        ['from', from],
        ['to', to],
        ['date', draft.date],
      ] as const;
      const said = { status: draft.status, attribution: draft.attribution?.text ?? null };
      return [personClaim('role_change', draft.quote, args, places, said)];
    });
  },
  examples: [
    {
      text: '青柚直播算法负责人贺知远上月从推荐团队转岗至搜索团队。',
      publishedAt: '2025-09-10',
      args: { person: '贺知远', from: '推荐团队', to: '搜索团队', date_iso: '2025-08' },
    },
    {
      text: 'Cloudorchard is moving Marta Lindqvist, its head of seller tools, to lead the Lisbon office.',
      lang: 'en',
      args: { person: 'Marta Lindqvist', to: 'Lisbon office' },
    },
  ],
  counterexamples: ['青柚直播今年将有三成员工轮岗。', '青柚直播算法负责人贺知远已离职。'],
};

const MOVES = /转岗|调任|調任|轮岗|转任|轉任|调往|調往|调至|转至|调到|is moving/u;

function route(article: ArticleText, draft: DepartureDraft): { from: Place | null; to: Place | null } {
  const { trigger } = draft;
  const text = trigger.field === 'title' ? article.title : article.text;
  const before = text.slice(Math.max(0, trigger.start - 40), trigger.start);
  const after = text.slice(trigger.end, trigger.end + 160);
  const place = (start: number, words: string): Place => ({
    field: trigger.field,
    start,
    end: start + words.length,
    text: words,
  });
  const from = FROM.exec(before)?.groups?.['from'];
  const match = article.isEnglish ? TO_EN.exec(after) : TO.exec(after);
  const to = match?.groups?.['to'];
  return {
    from: from ? place(trigger.start - before.length + before.lastIndexOf(from), from) : null,
    to: match && to ? place(trigger.end + match.index + match[0].lastIndexOf(to), to) : null,
  };
}
