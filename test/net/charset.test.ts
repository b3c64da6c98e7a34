import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decodeBytes } from '../../src/net/charset.ts';

const runs = process.env['REDWATCH_DEEP'] ? 10_000 : 500;

/** Invented companies and people in both scripts. */
const SIMPLIFIED =
  '云帆科技宣布，电商业务负责人贺知远（花名：听潮）已于本月离职，其工作由副总裁陆明接任。公司表示，这一调整不影响“红猫计划”的推进，' +
  '新的团队将继续向首席执行官汇报。知情人士称，贺知远将加入一家初创企业，具体职务尚未公布。';
const TRADITIONAL =
  '雲帆科技宣布，電商業務負責人賀知遠（花名：聽潮）已於本月離職，其工作由副總裁陸明接任。公司表示，這一調整不影響「紅貓計畫」的推進，' +
  '新的團隊將繼續向執行長匯報。知情人士稱，賀知遠將加入一家新創企業，具體職務尚未公布。';

const BODIES = [
  { encoding: 'gbk', label: 'GBK', charset: 'gb18030', text: SIMPLIFIED },
  { encoding: 'gb18030', label: 'gb18030', charset: 'gb18030', text: `${SIMPLIFIED}𠮷野家` },
  { encoding: 'gbk', label: 'gb2312', charset: 'gb18030', text: SIMPLIFIED },
  { encoding: 'gbk', label: 'gbk', charset: 'gb18030', text: TRADITIONAL.replace(/[「」]/g, '“') },
  { encoding: 'big5', label: 'Big5', charset: 'big5', text: TRADITIONAL },
  { encoding: 'utf8', label: 'utf-8', charset: 'utf-8', text: SIMPLIFIED },
];

const page = (text: string, meta: string | null): string =>
  `<!DOCTYPE html><html><head>${meta === null ? '' : `<meta http-equiv="Content-Type" content="text/html; charset=${meta}">`}<title>${text.slice(0, 12)}</title></head><body><p>${text}</p></body></html>`;

describe.each(BODIES)('a page in $encoding labelled $label', ({ encoding, label, charset, text }) => {
  const liar = charset === 'utf-8' ? 'gbk' : 'utf-8';
  const otherLiar = charset === 'big5' ? 'gbk' : 'big5';
  const ways: [string, string | null, string | null][] = [
    ['a true header', label, null],
    ['no header and no meta', null, null],
    ['a meta tag only', null, label],
    ['a header that says UTF-8 or GBK wrongly', liar, label],
    ['a header that names the other Chinese encoding', otherLiar, null],
    ['a meta tag that lies', null, otherLiar],
    ['a true header and a lying meta tag', label, otherLiar],
    ['a header and a meta tag that both lie', otherLiar, 'iso-8859-1'],
    ['the Latin-1 some servers add to everything', 'ISO-8859-1', null],
    ['a label nobody knows', 'x-unknown-9', 'also-unknown'],
  ];
  it.each(ways)('is read right with %s', (_way, header, meta) => {
    const html = page(text, meta);
    const decoded = decodeBytes(iconv.encode(html, encoding), header === null ? null : `text/html; charset=${header}`);
    expect(decoded.text).toBe(html);
    expect(decoded.charset).toBe(charset);
  });
});

describe('what told us', () => {
  const gbk = iconv.encode(page(SIMPLIFIED, null), 'gbk');
  it('is recorded: mark, bytes, header, meta or guess', () => {
    expect(decodeBytes(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('云帆')]), null)).toEqual({
      text: '云帆',
      charset: 'utf-8',
      charsetFrom: 'bom',
    });
    expect(decodeBytes(Buffer.from([0xff, 0xfe, 0x91, 0x4e]), 'text/html; charset=gbk')).toEqual({
      text: '云',
      charset: 'utf-16le',
      charsetFrom: 'bom',
    });
    expect(decodeBytes(Buffer.from('云帆'), 'text/html; charset=gbk').charsetFrom).toBe('utf8');
    expect(decodeBytes(gbk, 'text/html; charset=gbk').charsetFrom).toBe('header');
    expect(decodeBytes(iconv.encode(page(SIMPLIFIED, 'gbk'), 'gbk'), 'text/html').charsetFrom).toBe('meta');
    expect(decodeBytes(gbk, null).charsetFrom).toBe('guess');
  });

  it('is the bytes for a short title in GBK without any label', () => {
    expect(decodeBytes(iconv.encode('<title>小红书电商负责人离职</title>', 'gbk'), null).text).toContain(
      '小红书电商负责人离职',
    );
  });

  it.each(['云帆科技换帅', '裘绍祺', '闫旻赴任', '听潮离职', '雲帆換帥'])(
    'believes a true label for a page of few characters: %s',
    (text) => {
      const encoding = text === '雲帆換帥' ? 'big5' : 'gbk';
      const html = `<title>${text}</title>`;
      expect(decodeBytes(iconv.encode(html, encoding), `text/html; charset=${encoding}`).text).toBe(html);
      expect(decodeBytes(iconv.encode(`<meta charset=${encoding}>${html}`, encoding), 'text/html').text).toContain(
        html,
      );
    },
  );

  it('keeps an UTF-8 page with one broken byte UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(page(SIMPLIFIED, null)), Buffer.from([0xe4, 0xba])]);
    const decoded = decodeBytes(bytes, null);
    expect(decoded.charset).toBe('utf-8');
    expect(decoded.text).toContain('贺知远');
  });

  it('leaves European and Japanese pages in their own encodings', () => {
    const french = 'Le directeur général a démissionné à l’été, après une année très difficile.';
    expect(decodeBytes(iconv.encode(french, 'windows-1252'), 'text/html; charset=iso-8859-1').text).toBe(french);
    const japanese = '<p>株式会社青波は、代表取締役の退任を発表しました。後任はまだ決まっていません。</p>';
    expect(decodeBytes(iconv.encode(japanese, 'shift_jis'), 'text/html; charset=Shift_JIS').text).toBe(japanese);
    expect(decodeBytes(iconv.encode(japanese, 'euc-jp'), 'text/html; charset=euc-jp').text).toBe(japanese);
  });

  it('leaves Russian and German pages to their headers and Chinese names to their bytes', () => {
    const russian = 'Генеральный директор компании покинул свой пост.';
    expect(decodeBytes(iconv.encode(russian, 'windows-1251'), 'text/html; charset=windows-1251').text).toBe(russian);
    const german = '<p>Der Geschäftsführer der Größenwahn GmbH kündigte überraschend für März.</p>';
    expect(decodeBytes(iconv.encode(german, 'latin1'), 'text/html; charset=iso-8859-1').text).toBe(german);
    const names = '<li>贺知远</li><li>陆骁</li><li>闫旻</li><li>裘绍祺</li>';
    expect(decodeBytes(iconv.encode(names, 'gbk'), 'text/html; charset=iso-8859-1').text).toBe(names);
  });

  it('never throws and never hangs on random bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.option(fc.string({ maxLength: 60 }), { nil: null }),
        (bytes, header) => {
          expect(typeof decodeBytes(bytes, header).text).toBe('string');
        },
      ),
      { numRuns: runs, seed: 3 },
    );
  });

  it('reads 10 MB of GBK in under two seconds', () => {
    const bytes = iconv.encode(SIMPLIFIED.repeat(50_000), 'gbk');
    const started = process.cpuUsage();
    expect(decodeBytes(bytes, null).charset).toBe('gb18030');
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });
});
