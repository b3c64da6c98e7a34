/** Which language a text is in: by script first, then (Latin script) by its commonest little words. */

/** Characters that exist in one form of written Chinese only; the commonest of news text. */
const SIMPLIFIED = new Set(
  '这个们国会来为说对时没发经现还过进业学开关长问见实电动让应总术区广东员场车书产种后办将与报数务据网华认达运费万亿样题资联无营单间继续导马计划点击门众万价质级货试边变线选该义机标权环织头连层总则较节张规观类结',
);
const TRADITIONAL = new Set(
  '這個們國會來為說對時沒發經現還過進業學開關長問見實電動讓應總術區廣東員場車書產種後辦將與報數務據網華認達運費萬億樣題資聯無營單間繼續導馬計劃點擊門眾價質級貨試邊變線選該義機標權環織頭連層則較節張規觀類結',
);

const STOP_WORDS: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['en', new Set('the and of to in that is for was with on as by at from has have this are it his said'.split(' '))],
  ['de', new Set('der die und das ist nicht mit den von zu ein eine für auf dem sich auch des im werden'.split(' '))],
  ['fr', new Set('le la les des et une dans est que pour qui sur pas du au avec plus ce par sont'.split(' '))],
  ['es', new Set('el la los las que de en una por con para del se su más como pero un al fue'.split(' '))],
  ['it', new Set('il di che la per una sono della con del le gli non più anche nel alla si ha dei'.split(' '))],
  ['pt', new Set('os de que uma para com não por mais dos da em como no na ao foi pelo são do'.split(' '))],
  ['nl', new Set('de het een van en dat niet zijn op voor met aan ook naar bij er maar om heeft'.split(' '))],
  ['tr', new Set('ve bir bu için ile olarak da de daha çok olan gibi sonra kadar ise dedi'.split(' '))],
  ['pl', new Set('nie się na jest że do to jak ale przez oraz za od po tym już był'.split(' '))],
  ['cs', new Set('se na je že to jsem ale jako pro podle také byl už který jsou při'.split(' '))],
  ['vi', new Set('và của là không được trong cho một với các có người đã này những khi'.split(' '))],
  ['id', new Set('yang dan di dengan untuk ini itu dari dalam tidak pada akan juga oleh'.split(' '))],
  ['sv', new Set('och att det som är på för inte med en har av till den var'.split(' '))],
  ['da', new Set('og at det er på for ikke med en har af til den som var'.split(' '))],
  ['nb', new Set('og det er på for ikke med en har av til den som jeg å'.split(' '))],
];

/** Enough to tell; a book of ten million characters costs no more than an article. */
const SAMPLE_CHARS = 6000;
const MIN_LETTERS = 12;

/**
 * BCP 47 language of a text: `zh-Hans`, `zh-Hant`, `ja`, `ko`, `en`, ...; `und` when it is too short to tell.
 * `declared` (the page's lang attribute) decides only where the text itself does not.
 */
export function languageOf(text: string, declared: string | null = null): string {
  const sample = text.slice(0, SAMPLE_CHARS);
  const count = (script: RegExp): number => sample.match(script)?.length ?? 0;
  const han = count(/\p{sc=Han}/gu);
  const kana = count(/[\p{sc=Hiragana}\p{sc=Katakana}]/gu);
  const hangul = count(/\p{sc=Hangul}/gu);
  const latin = count(/\p{sc=Latin}/gu);
  const letters = count(/\p{L}/gu);
  if (letters < MIN_LETTERS && han < 4) return declaredLanguage(declared) ?? 'und';
  // One Han character carries about as much as a short Latin word, hence the weight.
  const weights: [string, number][] = [
    ['zh', han * 3],
    ['ko', hangul * 2],
    ['latin', latin],
    ['ru', count(/\p{sc=Cyrillic}/gu)],
    ['ar', count(/\p{sc=Arabic}/gu)],
    ['el', count(/\p{sc=Greek}/gu)],
    ['he', count(/\p{sc=Hebrew}/gu)],
    ['th', count(/\p{sc=Thai}/gu)],
    ['hi', count(/\p{sc=Devanagari}/gu)],
  ];
  const [script, weight] = weights.reduce((best, next) => (next[1] > best[1] ? next : best));
  if (kana * 12 > han && kana > letters * 0.08) return 'ja';
  if (weight === 0) return declaredLanguage(declared) ?? 'und';
  if (script === 'zh') return chineseForm(sample, declared);
  if (script === 'latin') return latinLanguage(sample) ?? declaredLanguage(declared) ?? 'und';
  const named = declaredLanguage(declared);
  // Other scripts are shared by several languages (Arabic by Persian, Cyrillic by Bulgarian): believe the page.
  return named && !/^(en|zh)/.test(named) ? named : script;
}

function chineseForm(sample: string, declared: string | null): string {
  let simplified = 0;
  let traditional = 0;
  for (const char of sample) {
    if (SIMPLIFIED.has(char) && !TRADITIONAL.has(char)) simplified += 1;
    else if (TRADITIONAL.has(char) && !SIMPLIFIED.has(char)) traditional += 1;
  }
  if (simplified === traditional) return /hant|tw|hk|mo/i.test(declared ?? '') ? 'zh-Hant' : 'zh-Hans';
  return traditional > simplified ? 'zh-Hant' : 'zh-Hans';
}

function latinLanguage(sample: string): string | null {
  const words = sample.toLowerCase().match(/\p{L}+/gu) ?? [];
  let best: [string, number] = ['und', 0];
  for (const [language, stopWords] of STOP_WORDS) {
    const share = words.filter((word) => stopWords.has(word)).length / Math.max(1, words.length);
    if (share > best[1]) best = [language, share];
  }
  // Running text has 20 to 45 % such words in its own language; lists of names have fewer than 8 %.
  return best[1] >= 0.08 ? best[0] : null;
}

function declaredLanguage(declared: string | null): string | null {
  const tag = declared?.trim().replace('_', '-');
  if (!tag || !/^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(tag)) return null;
  const primary = tag.split('-')[0]?.toLowerCase() ?? '';
  if (primary !== 'zh') return primary;
  return /hant|tw|hk|mo/i.test(tag) ? 'zh-Hant' : 'zh-Hans';
}
