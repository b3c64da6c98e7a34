import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, type DedupArticle } from '../../../src/core/dedup/index.ts';
import { valuation, valuationReworded } from '../../demo/articles/business.ts';
import { article, DEPARTURE, MONTHLY, TOWN_HALL, WAREHOUSE } from './_articles.ts';

const relation = (
  a: string,
  b: string,
  more: Partial<DedupArticle> = {},
  other: Partial<DedupArticle> = more,
): string => compare(article('a', a, more), article('b', b, other)).relation;
const paragraphs = DEPARTURE.split('\n');

describe('copies', () => {
  it('calls a text exact that differs in white space and width alone', () => {
    expect(relation(` ${DEPARTURE.replaceAll('\n', '\n\n　　')}\n`, DEPARTURE)).toBe('exact');
    expect(relation(DEPARTURE.replaceAll('，', ','), DEPARTURE)).toBe('exact');
  });

  it('calls a text near that was converted, doubled, framed with boilerplate or has its paragraphs moved', () => {
    expect(
      relation(DEPARTURE.replaceAll('云帆', '雲帆').replaceAll('负责', '負責').replaceAll('业务', '業務'), DEPARTURE),
    ).toBe('near');
    expect(relation(`${DEPARTURE}\n${DEPARTURE}`, DEPARTURE)).toBe('near');
    expect(relation(`${DEPARTURE}\n本文为转载，不代表本站立场。来源：前线 编辑：阿禾`, DEPARTURE)).toBe('near');
    expect(relation([paragraphs[2], paragraphs[0], paragraphs[3], paragraphs[1]].join(''), DEPARTURE)).toBe('near');
  });

  it('calls an excerpt, and a page that holds the article among others, partial', () => {
    expect(relation(paragraphs.slice(1, 3).join('\n'), DEPARTURE)).toBe('partial');
    expect(relation(`${WAREHOUSE}\n${DEPARTURE}\n${TOWN_HALL}`, DEPARTURE)).toBe('partial');
  });

  it('calls a text with every fifth word replaced a rewrite', () => {
    const spun = DEPARTURE.replaceAll('宣布', '对外表示').replaceAll('公司', '企业').replaceAll('业务', '板块').replaceAll('负责人', '掌舵者')
      .replaceAll('职务', '岗位').replaceAll('介绍', '讲解').replaceAll('先后', '陆续').replaceAll('主持了', '带领过').replaceAll('团队', '队伍')
      .replaceAll('扩大', '扩充').replaceAll('感谢', '致谢').replaceAll('今年以来', '入夏之后').replaceAll('重心', '主力').replaceAll('讨论', '商量')
      .replaceAll('力度', '规模').replaceAll('首次', '头一回').replaceAll('露面', '亮相').replaceAll('付出', '辛劳').replaceAll('倾斜', '集中')
      .replaceAll('老板块', '旧板块').replaceAll('发布', '发出').replaceAll('个人原因', '私人缘故').replaceAll('接替', '接过'); // prettier-ignore
    expect(relation(spun, DEPARTURE)).toBe('rewrite');
  });

  it('says which passages are shared and how much of each text they are', () => {
    const { evidence } = compare(article('a', paragraphs[1]!), article('b', DEPARTURE));
    expect(evidence.containment).toBeCloseTo(1);
    expect(evidence.contained).toBeLessThan(0.5);
    const [passage] = evidence.shared;
    expect(DEPARTURE.slice(passage!.otherStart, passage!.otherEnd)).toContain('仓配网络和直播带货');
  });
});

describe('the conflict rule', () => {
  it('keeps two months of one report apart, however alike', () => {
    const { relation: said, evidence } = compare(
      article('a', MONTHLY(8, '4075', '193.2', '22.4')),
      article('b', MONTHLY(7, '4120', '186.4', '21.7')),
    );
    expect(said).toBe('new');
    expect(evidence.conflicts).toContainEqual({ slot: 'date', here: '8月', there: '7月' });
  });

  it('keeps two leavers of one template apart', () => {
    const other = DEPARTURE.replaceAll('贺知远', '季喆然').replaceAll('林予安', '於桐').replaceAll('电商业务', '财务');
    expect(relation(other, DEPARTURE)).toBe('new');
  });

  it('keeps one issue of a series apart from the next', () => {
    const issue = (n: string): string => `${WAREHOUSE}本次活动为第${n}届商家大会的一部分，会议由公司欧洲区主持。`;
    expect(relation(issue('四'), issue('五'))).toBe('new');
  });

  it('lets one corrected figure stay a near copy and shows it', () => {
    const { relation: said, evidence } = compare(
      article('a', DEPARTURE.replace('三百四十亿', '三百一十亿')),
      article('b', DEPARTURE),
    );
    expect(said).toBe('near');
    expect(evidence.conflicts.map((c) => c.slot)).toEqual(['figure']);
  });

  it('keeps apart what is announced every year in nearly the same words, but not a page that is put up again', () => {
    const [then, now] = [{ publishedAt: '2024-09-17' }, { publishedAt: '2025-09-18' }];
    expect(relation(`${DEPARTURE}\n今年的活动增加了夜间场次，门票分三档。`, DEPARTURE, now, then)).toBe('new');
    expect(relation(`${DEPARTURE}\n编辑：阿禾`, DEPARTURE, now, then)).toBe('near');
  });

  it('does not read the line of the agency or the page as a fact of the report', () => {
    expect(relation(`中新网9月18日电 ${DEPARTURE}`, `云梯网9月20日讯 ${DEPARTURE}`)).toBe('near');
  });

  it('does not let what a page puts around a copied block speak against the copy', () => {
    const page = `会议于5月2日举行，第十二届年会的日程已经公布。\n${DEPARTURE}\n下一场活动将在11月3日开始，地点为苏州。`;
    expect(['near', 'partial']).toContain(relation(page, DEPARTURE));
  });
});

describe('a text told anew', () => {
  const text = ({ lead, paragraphs: own }: typeof valuation) => [lead, ...own].join('\n');
  const told = article('b', text(valuationReworded), { title: valuationReworded.title, publishedAt: '2025-09-16' });
  const first = article('a', text(valuation), { title: valuation.title, publishedAt: '2025-09-13' });

  it('is a rewrite whatever else the archive holds: it need not name what nobody else names', () => {
    expect(compare(told, first).relation).toBe('rewrite');
    // All but the company is told of nobody, and the company is in every article, or in the news anyway.
    expect(compare(told, first, { size: 1000, spread: () => 900 }).relation).toBe('rewrite');
    expect(compare(told, first, { size: 1000, spread: () => 9, usual: () => 50 }).relation).toBe('rewrite');
  });
});

describe('own reports of one event', () => {
  const told =
    '“以后路过仓库，我就是普通顾客了。”周三傍晚，贺知远在朋友圈发了一张空工位的照片，算是告别云帆科技。\n在行业里，贺知远的名字总和直播带货连在一起。他管着六百人，' +
    '过去两个季度预算却被砍掉四成。公司方面证实他已办完手续，由供应链总经理林予安接手，最后工作日是9月19日。至于下一步，他说先陪父母住一阵。';

  it('finds an own report of the same days', () => {
    expect(
      relation(
        told,
        DEPARTURE,
        { title: '贺知远离开云帆', publishedAt: '2025-09-18' },
        { title: '云帆科技贺知远离职', publishedAt: '2025-09-17' },
      ),
    ).toBe('same_story');
  });

  it('does not take a retelling of another month for the event', () => {
    expect(
      relation(
        told,
        DEPARTURE,
        { title: '贺知远离开云帆', publishedAt: '2025-12-18' },
        { title: '云帆科技贺知远离职', publishedAt: '2025-09-17' },
      ),
    ).toBe('new');
  });

  it('tells two events of one company in one week apart', () => {
    const other =
      '云帆科技本周公布新的退货政策，消费者可以在十五天内无理由退换小家电，运费由平台承担。公司说试点城市的投诉下降了一半，年底前将推广到全国。商家对新规看法不一，有人担心成本上升。';
    expect(
      relation(
        other,
        DEPARTURE,
        { title: '云帆科技调整退货政策', publishedAt: '2025-09-18' },
        { title: '云帆科技贺知远离职', publishedAt: '2025-09-17' },
      ),
    ).toBe('new');
  });

  it('meets across languages through names and figures', () => {
    const english =
      'Warehouse robot maker Tarnwell Robotics will move its headquarters to Suzhou and build a factory for 30,000 machines a year. The company is putting 1.5 billion yuan into the project and will hire 600 people.';
    const chinese =
      '仓储机器人企业塔恩机器人（Tarnwell Robotics）昨日签约，将把总部迁到苏州工业园区，并建设年产三万台的工厂，总投资十五亿元，两年内招聘六百人。';
    expect(relation(english, chinese, { publishedAt: '2025-11-05' })).toBe('same_story');
  });
});

describe('any two texts', () => {
  const words = fc.array(
    fc.constantFrom(
      '云帆',
      '科技',
      '宣布',
      '离职',
      '9月',
      '8日',
      '，',
      '。',
      '\n',
      'Lumora',
      ' ',
      '第三次会议',
      '🙂',
      '\ud800',
      '（fa）',
    ),
    { maxLength: 120 },
  );

  it('are exact when equal, unless they have no letter at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          words.map((w) => w.join('')),
        ),
        (text) => {
          expect(relation(text, text)).toBe(/[\p{L}\p{N}]/u.test(text.normalize('NFKC')) ? 'exact' : 'new');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('are near or not near whichever is compared with which', () => {
    fc.assert(
      fc.property(words, words, (x, y) => {
        const [a, b] = [x.join(''), y.join('')];
        expect(relation(a, b) === 'near').toBe(relation(b, a) === 'near');
      }),
      { numRuns: 200 },
    );
    const edits = fc.array(
      fc.tuple(fc.nat(DEPARTURE.length), fc.constantFrom('', '和', '，据了解，', '转载请注明出处。')),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(edits, (list) => {
        const edited = list.reduce((text, [at, put]) => text.slice(0, at) + put + text.slice(at + 1), DEPARTURE);
        expect(relation(edited, DEPARTURE) === 'near').toBe(relation(DEPARTURE, edited) === 'near');
      }),
      { numRuns: 50 },
    );
  });

  it('give scores between 0 and 1 and passages inside both texts', () => {
    fc.assert(
      fc.property(words, words, (x, y) => {
        const [a, b] = [x.join(''), y.join('')];
        const { score, evidence } = compare(article('a', a), article('b', b));
        for (const share of [score, evidence.jaccard, evidence.containment, evidence.contained])
          expect(share >= 0 && share <= 1).toBe(true);
        for (const s of evidence.shared)
          expect(s.end <= a.length && s.otherEnd <= b.length && s.start < s.end).toBe(true);
      }),
    );
  });

  it.each([
    ['empty', ''],
    ['one character', '云'],
    ['punctuation', '。，！？'.repeat(500)],
    ['one sentence ten thousand times', '云帆科技宣布贺知远离职。'.repeat(10_000)],
    ['one character a hundred thousand times', '云'.repeat(100_000)],
    ['an alphabet without spaces', 'abcdefghij'.repeat(10_000)],
    ['lone surrogates', '\ud800\udc00\udfff\ud83d'.repeat(1000)],
  ])('are compared in bounded time: %s', (_name, text) => {
    expect(compare(article('a', text), article('b', DEPARTURE)).relation).not.toBe('exact');
    expect(compare(article('a', DEPARTURE), article('b', text)).relation).not.toBe('exact');
  });

  it('are compared when one has ten megabytes', () => {
    const long = Array.from(
      { length: 130_000 },
      (_, i) => `第${i}件商品由${i % 977}号仓发出，买家在${i % 53}天后收到，运费为${i % 31}元。\n`,
    ).join('');
    expect(new TextEncoder().encode(long).length).toBeGreaterThan(10_000_000);
    expect(compare(article('a', `${long}${DEPARTURE}`), article('b', WAREHOUSE)).relation).toBe('new');
  });
});
