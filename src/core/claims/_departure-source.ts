/** Who says that somebody leaves, in the words of the article. */
import type { ClaimStatus } from '../types.ts';
import { DENIED, findTriggers, isFromOutside, type Trigger } from './_departure-cues.ts';
import type { Place } from './_departure-record.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

/** Verbs and nouns of saying; the words before them up to the last break are who says it. */
const SAYS =
  /(?:发布(?:内部)?公告|发布(?:声明|通告|内部信|重大[讯信]息)|公布|公告称|公告显示|公告|宣布|官宣|承认|披露|证实|确认|回应|否认|表示(?!(?:衷心|诚挚|由衷)?(?:的)?(?:感谢|谢意|敬意|祝贺|歉意))|透露|报道|爆料|了解到?|获悉|消息|内部信|内部邮件|邮件显示|页面显示|资料显示|信息显示|显示|通报|声明|写道|告诉(?:了)?(?:员工|同事|记者|媒体|投资者)?|坦言|介绍|发帖称|发文称|撰文称|通告|回复问询函|股东大会审议通过|董事会审议通过|审议通过|工商信息|工商变更|称(?!号|呼|谓|职|霸|赞|道|得上)|说(?!法|明|服)|指(?=，)|却传|盛传|网传)/gu;

/** Who says so, with the word of saying: the last one before the trigger, else one behind it (公司随后证实), else the article's kind (讣告). */
export function attributionOf(people: PeopleView, view: SentenceView, trigger: Trigger): Place | null {
  const { text } = view;
  const all = sourcesIn(text);
  const before = all
    .filter(
      (s) =>
        s.end <= trigger.start + 1 &&
        !isOfOtherPart(text, s.end, trigger) &&
        !/一再|尽管|虽然|各方|是否/u.test(text.slice(s.start, s.end)),
    )
    .at(-1);
  const after = all.find((s) => s.start >= trigger.end);
  if (before) return placeIn(view, before.start, before.end);
  const heard = /据悉|网传|市场盛传|多个信源|知情人士|消息人士|讣告/u.exec(text);
  if (after && isOnTheMatter(text.slice(after.start, after.end), text)) return placeIn(view, after.start, after.end);
  if (heard) return placeIn(view, heard.index, heard.index + heard[0].length);
  for (const v of [view, ...(view.index + 1 < people.length ? [people.at(view.index + 1)] : [])]) {
    // ……以公告为准。——青橙优选
    const signer = /——(?<who>[^，。：]{2,14})$/u.exec(v.text)?.groups!['who'];
    if (signer) return placeIn(v, v.text.length - signer.length, v.text.length);
  }
  const next =
    view.index + 1 < people.length && people.at(view.index + 1).sentence.field === view.sentence.field
      ? people.at(view.index + 1)
      : null;
  const confirmed =
    next && !isOfSomebodyElse(view, next)
      ? sourcesIn(next.text).find((s) => /证实|确认|否认|辟谣/u.test(next.text.slice(s.start, s.end)))
      : undefined;
  if (confirmed && next) return placeIn(next, confirmed.start, confirmed.end);
  // X拒绝辞职，称将配合质询: the subject goes on speaking.
  const speaks = /^[^，。；：]{0,16}，(?:并)?(?:称|表示|说|坦言|透露)/u.test(text.slice(trigger.end));
  const subject = speaks ? view.persons.filter((p) => p.spanEnd <= trigger.start).at(-1) : undefined;
  return subject ? placeIn(view, subject.start, subject.end) : null;
}

/**
 * 有自媒体爆料称…。对此，公司回应称不实: whoever denies it is the source of a denial, and whoever confirms what others heard that of
 * the news. Null when the source is nobody's hearsay or nobody answers.
 */
export function answerOf(
  people: PeopleView,
  view: SentenceView,
  status: ClaimStatus,
  source: Place | null,
): Place | null {
  if (source !== null && !isFromOutside(source.text)) return null;
  const answers = status === 'denied' ? DENIED : status === 'rumoured' ? null : CONFIRMS;
  if (!answers) return null;
  for (
    let i = view.index;
    i <= Math.min(view.index + (status === 'denied' ? 2 : ANSWER_SENTENCES), people.length - 1);
    i++
  ) {
    const text = people.text(i);
    if (people.article.sentences[i]!.field !== view.sentence.field) return null;
    if (!answers.test(text)) continue;
    const other = people.at(i);
    if (other !== view && isOfSomebodyElse(view, other)) return null;
    const answer = sourcesIn(text).find(
      (s) =>
        ANSWERS.test(text.slice(s.start, s.end)) &&
        !HEARD.test(text.slice(s.start, s.end)) &&
        answers.test(text.slice(s.start)),
    );
    if (answer) return placeIn(other, answer.start, answer.end);
  }
  return null;
}

/** Sentences behind the leaving in which 上述消息 may be confirmed; a denial, which has no such words, follows at once. */
const ANSWER_SENTENCES = 5;
const ANSWERS = /回应|表示|称|说|声明|确认|证实|否认|辟谣|回复/u;
const HEARD = /网传|爆料|媒体|传闻|报道|有消息|知情|员工/u;
/** 确认了上述消息, 证实此事属实 */
const CONFIRMS =
  /(?<!未|没有|拒绝|不予|无法|未能|尚未)(?:证实|确认|承认)了?(?:这一|上述|该|此)?(?:消息|情况|说法|变动|事)/u;

/** 11月，乙离职，公司确认了这一消息: the sentence behind tells of another person's leaving and of its confirmation. */
function isOfSomebodyElse(view: SentenceView, next: SentenceView): boolean {
  if (findTriggers(next.text).length === 0 || next.persons.length === 0) return false;
  const names = new Set(view.persons.flatMap((p) => [p.name, ...p.aliases.map((a) => a.text)]));
  return !next.persons.some((p) => names.has(p.name));
}

/** 7月8日，隽永集团发布内部公告，调整如下：…… who announced the list that the sentence belongs to. */
export function announcerOf(people: PeopleView, view: SentenceView): Place | null {
  for (let i = view.index - 1; i >= Math.max(0, view.index - LIST_SENTENCES); i--) {
    if (people.article.sentences[i]!.field !== view.sentence.field) return null;
    if (people.isOtherItem(view.index, i)) continue;
    const text = people.text(i);
    const source = /公告|公布|发布|宣布|通报/u.test(text) ? sourcesIn(text).at(-1) : undefined;
    const said = source && text.slice(source.start, source.end);
    if (
      source &&
      said &&
      /(?:公告|公布|发布[^，]{0,6}|宣布|通报)$/u.test(said) &&
      people.at(i).orgs.some((o) => o.start < source.end && o.end > source.start)
    )
      return placeIn(people.at(i), source.start, source.end);
  }
  return null;
}

/** Sentences back to the one that opens a list of changes. */
const LIST_SENTENCES = 5;

/** 甲CEO宣布卸任；乙离世: what somebody announces of himself reaches to the semicolon; 公告称，……；…… reaches over it. */
function isOfOtherPart(text: string, sourceEnd: number, trigger: Trigger): boolean {
  return !/^[，：]/u.test(text.slice(sourceEnd)) && text.slice(sourceEnd, trigger.start).includes('；');
}

/** Behind the trigger somebody must speak of it: 接近公司的人士表示, 公司随后证实; not 公司未披露姓名, 停牌公告. */
function isOnTheMatter(source: string, text: string): boolean {
  if (/记者/u.test(source) && !/(?:向|对|告诉)[^，。；]{0,14}记者/u.test(source)) return false;
  if (/未|不予|一纸|以[^，。]{0,6}公告|如有/u.test(source)) return false;
  return (
    /证实|确认|表示|称|说|显示|透露|工商/u.test(source) ||
    (/回应|回复/u.test(source) && /(?:系|属|确已|尊重|感谢)/u.test(text)) ||
    (/否认|回应/u.test(source) && /谣言|不实|否认[^，。]{0,16}(?:离职|辞职|离任)/u.test(text))
  );
}

/** Every "who + says of a sentence. What has no who (获悉 alone, 称 inside 号称) counts only for the few words that need none. */
function sourcesIn(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(SAYS)) {
    const end = match.index + match[0].length;
    if (
      /^(?:称|说)$/u.test(match[0]) &&
      /(?:号|宣|据|名|职|简|下|坚|俗|堪|昵|人|传|虽|来|再|据)$/u.test(text.slice(0, match.index))
    )
      continue;
    if (
      /^(?:消息|报道|公告|回应|确认|内部信)$/u.test(match[0]) &&
      /^(?:为准|的|面|编号|栏|板|牌|期|函|人|率|稿)/u.test(text.slice(end))
    )
      continue;
    let start = match.index;
    while (start > 0 && match.index - start < 24 && !/[，。；：！？“”「」】【、\s]/u.test(text[start - 1]!)) start--;
    start += /^(?:但|不过|然而)/u.exec(text.slice(start, match.index))?.[0].length ?? 0;
    const quoted = /自媒体“[^“”]{1,12}”$|[\p{Script=Han}]{0,6}“[^“”]{1,14}”$|「[^「」]{1,12}」$/u.exec(
      text.slice(Math.max(0, start - 24), start),
    );
    if (quoted && match.index - start <= 2) start -= quoted[0].length;
    const closing = /[）)]/u.test(text[match.index - 1] ?? '');
    if (start === match.index && !/^(?:获悉|网传|盛传|公告称|公告显示)$/u.test(match[0]) && !closing) continue;
    found.push({ start, end });
  }
  return found;
}
