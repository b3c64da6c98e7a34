/** Persons, offices and organisations in English sentences: runs of capitalised words, told apart by what stands around them. */

export type Span = { start: number; end: number; text: string };

const WORD = "(?:[A-Z]\\.(?:[A-Z]\\.)*|[A-Z][\\p{L}\\d]*(?:['’](?!s\\b)[\\p{L}]+)*(?:-[\\p{L}\\d]+)*)";
const PARTICLE = '(?:van der|van den|van de|van|von|der|den|de la|de|da|dos|del|di|du|la|le|bin|al|el|ter|af)';
/** Edmund R. Castellane, João de Souza, Siobhan O'Rourke, TikTok Shop, Fenwick Grocery Holdings, Inc. */
const RUN = new RegExp(
  `(?<![\\p{L}\\d])${WORD}(?: (?:(?:${PARTICLE}|&|of) )?${WORD}){0,6}(?:, (?:Inc|Corp|Ltd|LLC|Jr|Sr)\\.?)?`,
  'gu',
);

/** Field words before an office; a determiner, a possessive or a verb ends them. */
const FIELD =
  '(?:(?!(?:the|a|an|its|his|her|their|as|of|by|for|with|and|or|to|from|at|in|on|former|ex|then|named?|names|loses?|lost|hires?|hired|appoints?|appointed|fires?|fired|ousts?|ousted|says?|said|new|first|second|outgoing|longtime|is|was|has|had|have|after|when|who|that|this|three|two|four|several|also)\\b)[A-Za-z&-]+ )';
const HEAD =
  "(?:chief (?:[A-Za-z&-]+ ){1,3}officer|chief executive(?: officer)?|chief justice|chief (?:economist|scientist|architect|engineer|evangelist|strategist|counsel|designer|technologist|accountant|investment officer)|chief of staff|chief|C[A-Z]O|CISO|(?:co-)?founder|(?:executive |senior |first |group |corporate )*vice[- ]president(?: of [a-z]+(?: [a-z]+)?(?= [A-Z]))?|president|(?:executive |vice |non-executive |deputy )*(?:chairman|chairwoman|chairperson|chair)|(?:managing |executive |independent |non-executive |creative |technical |sporting |art |medical |news |finance |sales |marketing )*director(?: of [a-z]+(?: [a-z]+)?)?|general (?:counsel|manager|secretary)|(?:prime )?minister|secretary of [a-z]+|secretary|governor|mayor|senator|ambassador|commissioner|editor-in-chief|editor|head coach|coach|manager|treasurer|controller|comptroller|principal|dean|chancellor|provost|(?:managing |general |senior )?partner|head of [a-z][a-z-]*(?:(?: and| &|,)? [a-z-]+){0,3}?(?= [A-Z]|[,.;’']|$| (?:has|will|is|was|resigned|quit|left|at|in|who|steps|stepped|for|to))|head|boss|leader|publisher|superintendent|SVP|EVP|VP|GM|architect|executive|board member|spokesman|spokeswoman|spokesperson|lawmaker|veteran|dealmaker|researcher|scientist|engineer|banker|producer|anchor|designer)";
/** The words of an office with either a small or a capital first letter. */
const EITHER_CASE = HEAD.replace(/(?<![\\\[\w-])([a-z])(?=[a-z]{2})/g, (c) => `[${c}${c.toUpperCase()}]`);
const ROLE = new RegExp(`(?<![\\p{L}'’-])(?<fields>${FIELD}{0,3}?)(?<head>${EITHER_CASE})s?(?![\\p{L}-])`, 'gu');

/** What no person is called: company words, places of time, and words that begin a sentence. */
const NOT_PERSON =
  /\b(?:Inc|Corp|Corporation|Ltd|LLC|Co|Company|Group|Holdings?|Bank|Bancorp|Bancshares|Wealth|Asset|Assets|Capital|Equity|Funds?|Markets?|Broadcasting|Breweries|Brewing|Outfitters|Apparel|Footwear|Semiconductor|Rail(?:ways?)?|Ports?|Telecommunications|Communications|Utilities|Bioscience|Biosciences|Genomics|Oncology|Diagnostics|Aviation|Mobility|Robots?|Vehicles?|Works|Mills|Farms|Dairy|Beverages?|Kitchen|Cafe|Coffee|Bakery|Pizza|Burgers?|Town|Albion|Wanderers|Hotspur|Villa|Town|Partners|Ventures|Technologies|Technology|Tech|Robotics|Labs?|Media|News|Times|Post|Journal|Reuters|Bloomberg|University|College|School|Institute|Shop|Pay|Stores?|Air|Paper|Rail|Oil|Gas|Water|Power|Health|Labs|Motors|Airlines|Airways|Energy|Pharma|Foods?|Grocery|Systems|Software|Networks?|Studios?|Entertainment|Games|Music|Street|City|County|State|States|United|Ministry|Department|Committee|Council|Commission|Board|Court|Congress|Senate|House|Party|Union|Club|League|Association|Foundation|January|February|March|April|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Exclusive|Breaking|Chinese|American|British|European|Shenzhen|Beijing|Shanghai|China|Hong|Kong|Asia|America|Europe|India|Japan|Germany|France|Britain|Wall|App|AI|The|This|That|These|Those|It|He|She|They|We|But|And|If|In|On|At|After|Before|When|While|As|For|From|With|His|Her|Its|Their|Three|Two|Four|Several|Some|Many|Most|Eighteen|Analysts?|Investors?|Sources?|People|Officials?|Shares|Voluntary|Under|Since|Last|Next|Earlier|Meanwhile|However|According|Former|Vice|Chief|President|Chairman|CEO|Director|Q[1-4]|Securities|Insurance|Investments?|Advisors|Research|Industries|International|Logistics|Retail|Brands|Hospital|Church|Rovers|Athletic|Solutions|Dynamics|Semiconductors?|Biotech|Therapeutics|Pharmaceuticals|Financial|Trust|Exchange|Publishing|Pictures|Records|Sports|Supermarkets?|Hotels?|Resorts|Automotive|Aerospace|Telecom|Wireless|Cloud|Analytics|Digital|Interactive|Freight|Shipping|Petroleum|Mining|Steel|Chemicals?|Materials|Properties|Realty|Construction|Engineering|Electric|Healthcare|Medical|Mutual|Federal|National|Global|Worldwide|Enterprises?|Associates|Brothers|Consulting|Management|Services|Agency|Authority|Bureau|Museum|Gallery|Theatre|Theater|Opera|Ballet|Library|Festival|Society|Charity|Press|Orchestra|Instagram|TikTok|Douyin|Xiaohongshu|RedNote|Amazon|Google|Apple|Microsoft|Meta|Tesla|Temu|Shein|Alibaba|Tencent|Baidu|ByteDance|Kuaishou|Meituan|Twitter|Facebook|Uber|Nvidia|Intel|OpenAI|Netflix|Disney|Nike|Boeing|Starbucks|Walmart|Goldman|Morgan|Citigroup|Barclays|HSBC|UBS|Deutsche|Volkswagen|Toyota|Samsung|Sony|Huawei|Xiaomi|Lenovo|Spotify|Airbnb|Zoom|Slack|LinkedIn)\b/u;
const LEADING =
  /^(?:Shares of|Board of Directors of|Board of|Fintech|Startup|Chipmaker|Retailer|Airline|Insurer|Lender|Carmaker|Automaker|Drugmaker|Miner|Biotech|Grocer|Exclusive|Breaking|Update|Report|Former|Then|When|After|But|And|As|If|Since|While|In|On|At|The|Chief|Vice|President|Chairman|Director|Mr|Mrs|Ms|Dr|Sir|Dame|Lord|CEO|CFO|COO|CTO|Its|His|Her|Late|New(?! York| Zealand| Jersey| Delhi| Orleans| Mexico| Hampshire| England)|Longtime|Veteran|Interim|Acting|Senior|Nordic|Chinese|American|British|French|German|Indian|Japanese|European)\.? /u;

export type EnglishView = { text: string; roles: Span[]; persons: Span[]; orgs: Span[] };

/** Offices first; what is left of the capitalised runs is a person if it may be one and the place fits, else an organisation. */
export function readEnglish(text: string, knownPersons: ReadonlySet<string>): EnglishView {
  const roles = [...text.matchAll(ROLE)]
    // Tessera Partners, Crown Publishers: a company's name.
    .filter(
      (m) =>
        !(
          /^(?:Partners|Publishers|Researchers|Engineers|Architects|Bankers|Directors)$/.test(m[0]) &&
          /[A-Z][\w&'’-]* $/.test(text.slice(0, m.index))
        ),
    )
    .map((m) => roleIn(text, m.index, m.index + m[0].length, m.groups!['fields']!.length))
    .filter(
      (r) =>
        !/^(?:head|chief|leader|executive|partner|manager|chair|coach|secretary|editor|architect|director)s?$/i.test(
          r.text,
        ) || isOfficeHere(text, r),
    );
  const persons: Span[] = [];
  const orgs: Span[] = [];
  for (const run of runsOutside(text, roles)) {
    if (isPerson(text, run, roles, knownPersons)) persons.push(run);
    else if (
      isOrganisation(text, run) ||
      (!REGION.test(run.text) && !GOVERNMENT.test(run.text) && roles.some((r) => r.start === run.end + 1))
    )
      orgs.push(run);
  }
  return { text, roles, persons, orgs };
}

/** Northwind Airlines CEO, Nordic ads boss: capitalised words before the office are a name or a place. */
function roleIn(text: string, start: number, end: number, fields: number): Span {
  const headStart = start + fields;
  for (
    let word = /^[A-Z][^ ]* /.exec(text.slice(start, headStart));
    word;
    word = /^[A-Z][^ ]* /.exec(text.slice(start, headStart))
  )
    start += word[0].length;
  const rest = / [A-Z][^ ]* /.exec(text.slice(start, headStart));
  return span(text, rest ? start + rest.index + rest[0].length : start, end);
}

/** A bare "head" or "chief" is an office before "of" or a name only. */
function isOfficeHere(text: string, role: Span): boolean {
  return (
    /^(?: of\b|,? [A-Z])/.test(text.slice(role.end)) ||
    /(?:as|the|its|his|her|['’]s|a) $/.test(text.slice(0, role.start))
  );
}

/** Capitalised runs cut where an office begins or ends and at words that only begin sentences. */
function runsOutside(text: string, roles: readonly Span[]): Span[] {
  const runs: Span[] = [];
  for (const match of text.matchAll(RUN)) {
    let pieces = partedByOf(text, match.index, match[0], roles);
    for (const role of roles)
      pieces = pieces.flatMap(([s, e]): [number, number][] =>
        role.end <= s || role.start >= e
          ? [[s, e]]
          : [
              [s, role.start],
              [role.end, e],
            ],
      );
    for (const [s, e] of pieces) {
      const run = trimmed(text, s, e);
      if (run) runs.push(run);
    }
  }
  return runs;
}

/** Prime Minister Ilse Vandermeer of Norland: behind an office the name ends before "of". */
function partedByOf(text: string, start: number, run: string, roles: readonly Span[]): [number, number][] {
  const of = run.indexOf(' of ');
  const whole: [number, number][] = [[start, start + run.length]];
  if (of < 0) return whole;
  const office = roles.find((r) => r.end >= start - 2 && r.end < start + of && r.start <= start);
  const name = office ? text.slice(Math.max(start, office.end), start + of).trim() : '';
  if (!/^\S+(?: \S+){1,3}$/.test(name) || NOT_PERSON.test(name)) return whole;
  return [
    [start, start + of],
    [start + of + 4, start + run.length],
  ];
}

function trimmed(text: string, start: number, end: number): Span | null {
  while (start < end && !/[\p{L}\d]/u.test(text[start]!)) start++;
  if (text.startsWith('of ', start)) start += 3;
  while (end > start && !/[\p{L}\d.]/u.test(text[end - 1]!)) end--;
  for (let lead = LEADING.exec(text.slice(start, end)); lead; lead = LEADING.exec(text.slice(start, end)))
    start += lead[0].length;
  return end - start >= 2 ? span(text, start, end) : null;
}

function isPerson(text: string, run: Span, roles: readonly Span[], known: ReadonlySet<string>): boolean {
  if (known.has(run.text)) return true;
  const words = run.text.split(' ');
  // Kevin He, He Jiayi: the surname, no pronoun, when a capitalised word stands beside it.
  const bare = words.length > 1 ? run.text.replace(/^He | He$/, '') : run.text;
  if (NOT_PERSON.test(bare) || /[&\d]/.test(run.text) || words.some((w) => w.length > 3 && w === w.toUpperCase()))
    return false;
  if (/ of /.test(run.text)) return false;
  // CEO of Hanbit Display,
  if (roles.some((r) => / (?:of|at) (?:the )?$/.test(text.slice(r.end, run.start)) && run.start - r.end <= 8))
    return false;
  const afterRole = roles.some((r) => r.end < run.start && /^,? $/.test(text.slice(r.end, run.start)));
  const honorific = /(?:Mr|Mrs|Ms|Dr|Sir|Lord|Dame)\.? $/.test(text.slice(Math.max(0, run.start - 5), run.start));
  const followed =
    /^(?:,| (?:has|had|will|is|was|notif|announc|plan|agre|decid|tender|confirm|wrote|writes|became|becomes|takes|took|spent|rose|started|began|serv|oversaw|overs|led|leads|ran|runs|heads|headed|replac|return|declin|did|does|could|may|might|would|intend|expect|inform|assum|arriv|joined|founded|built|argu|added|asked|resign|quit|step|leav|left|depart|retir|said|told|out\b|who|died|exit|to|join|and|notified)|['’]s (?:departure|resignation|exit|retirement|ouster|contract|successor|replacement))/.test(
      text.slice(run.end),
    );
  if (words.length === 1) {
    const isFamily = [...known].some((name) => name.endsWith(` ${run.text}`) || name.startsWith(`${run.text} `));
    const isKin = /\b(?:daughter|son|wife|husband|brother|sister),? $/.test(text.slice(0, run.start));
    return honorific || isFamily || isKin || (afterRole && ONE_WORD_DEED.test(text.slice(run.end)));
  }
  if (run.start === 0 && COMPANY_DEED.test(text.slice(run.end))) return false;
  return (
    words.length <= 5 &&
    (afterRole ||
      honorific ||
      followed ||
      /(?:by|replacing|succeeds?|succeeding|replaces?|named?|names|appointed|appoints|hired|hires|tapped|promoted|poaches|poached|lures|lured|insider|including|naming|tapping|promoting|appointing|moving|(?:resignation|departure|exit|retirement|ouster|appointment|hiring|death) of|co-founders?|deputy,?|lieutenant,?|successor,?|daughter,?|son,?|wife,?|husband,?|brother,?|sister,?|that|and|:|lost|loses|ousted|fired|sacked|than|is) $/.test(
        text.slice(0, run.start),
      ) ||
      run.start === 0)
  );
}

/** coach Marlito has resigned: behind an office one word is a name if it does what only persons do. */
const ONE_WORD_DEED =
  /^,? (?:has |had |will |is |was )?(?:resign|quit|stepp?(?:s|ing|ed)? (?:down|aside|back)|retir|been (?:sacked|fired|ousted)|announced|told|sacked|fired|ousted|stands? down|stood down)/;

/** Arden Rovers have sacked, Fernbay Foods names: what opens the sentence is who employs. */
const COMPANY_DEED =
  /^(?: on [A-Z]\w+day)? (?:have\b|said (?:(?:its|the|that|interim|deputy|group) )?(?:chief|CEO|CFO|COO|CTO|president|chair\w*|head|finance|general|managing|director|vice)|(?:today |also )?announced\b|names?\b|appoints?\b|hires?\b|fires\b|ousts\b|sacks?\b|taps\b|promotes\b|poaches\b|loses\b|parts? (?:ways|company) with|(?:has|had) (?:named|appointed|hired|fired|ousted|sacked|tapped|promoted|poached|parted|lost|replaced))/;

/** Agencies and platforms that a report cites; and where it was written. */
const MEDIA =
  /^(?:Reuters|Bloomberg(?: News)?|CNBC|CNN|BBC|AP|AFP|Information|The Information|Wall Street Journal|WSJ|Financial Times|FT|New York Times|Times|Guardian|TechCrunch|Verge|The Verge|Axios|Variety|Forbes|Fortune|Insider|Business Insider|Nikkei|Caixin|LatePost|36Kr|X|LinkedIn|Twitter|Facebook|Weibo|WeChat|SEC|PR ?News[Ww]ire|Business Wire|Globe ?News[Ww]ire|\w*News(?:[Ww]ire|[Ll]ine)|ACCESSWIRE|Accesswire)$/;

const REGION =
  /^(?:(?:First|Second|Top|Under|Former)-[a-z]+|Two|Three|Four|Five|Six|Design|Research|Marketing|Sales|Finance|Operations|Engineering|Product|Strategy|Communications|Legal|Policy|Technology|Development|Trading|Risk|Compliance|Data|Content|Brand|Supply|Human|Nordic|European|Asian|American|Chinese|British|French|German|Indian|Japanese|African|Latin|North|South|East|West|Global|Group|Former|Chief|Vice|Interim|Acting|Senior|Executive|Deputy|New|Then|Longtime|Its|Her|His|Spokesperson|Chairman|The|After|As|When|While|But|And|In|On|At|Since|If|Once|Because|Meanwhile|Recently|Before|During|Following|With|For|By|From|Under|Late|Early|Last|Next)$/;

/** Fields of ministers. */
const GOVERNMENT =
  /^(?:Culture|Defen[cs]e|Finance|Health|Education|Transport|Trade|Interior|Justice|Labou?r|Energy|Environment|Agriculture|Housing|Foreign|Home|Economy|Treasury|Industry|Tourism|Sports?|Science|Immigration|Prime)$/;

/** At the start of the text, or behind a dateline, a label or an opening quotation mark: STOCKHOLM, March 5 - , Dec. 10: */
function opensSentence(text: string, start: number): boolean {
  return start === 0 || /(?:[-–—:] |["“])$/.test(text.slice(Math.max(0, start - 2), start));
}

function isOrganisation(text: string, run: Span): boolean {
  if (/^ \((?:Reuters|AP|AFP|Bloomberg)\)|^ ?[–—-] /.test(text.slice(run.end)) && run.start === 0) return false;
  // STOCKHOLM, March 5 -: where it was written.
  if (run.start === 0 && /^[A-Z][A-Z .]+$/.test(run.text) && /^, [A-Z][a-z]+\.? \d/.test(text.slice(run.end)))
    return false;
  if (REGION.test(run.text)) return false;
  // Culture minister, Defence secretary: a field of government.
  if (
    /^(?:deputy |junior )?(?:minister|secretary)\b/i.test(text.slice(run.end + 1)) &&
    /^[A-Z][a-z]+$/.test(run.text) &&
    GOVERNMENT.test(run.text)
  )
    return false;
  if (
    MEDIA.test(run.text) &&
    !/^(?:['’]s|,? (?:CEO|CFO|COO|CTO|chief|head|president|executive))/.test(text.slice(run.end))
  )
    return false;
  if (
    /^(?:I|A|The|He|She|It|They|We|But|And|If|In|On|At|Three|Two|January|February|March|April|May|June|July|August|Jan|Feb|Mar|Apr|Aug|Oct|Nov|Dec|Sept|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Exclusive|Voluntary|Eighteen|An|His|Her|Its|This|That|(?:[A-Z][\w-]* )?(?:Director|Officer|President|Chairman|Committee|Board)|Company|Board|Directors|Registrant|Vice|Chief|Former|Analysts|Sources|LinkedIn|Twitter|Weibo|WeChat)$/.test(
      run.text,
    )
  )
    return false;
  // Packaged food maker Halcyon, Ride-hailing company Zipp: a word that only begins the sentence.
  if (
    opensSentence(text, run.start) &&
    /^[A-Z][a-z]+(?:-[a-z]+)*$/.test(run.text) &&
    !/^(?:['’]s?|,| (?:has|had|will|is|was|said|named?|names|appoints|hires|loses|fires|ousts|parts|confirmed|announced|CEO|CFO|COO|CTO|chief|head|president|co-founder|founder|chairman|executive|declined|denied))/.test(
      text.slice(run.end),
    )
  )
    return false;
  return run.text.length >= 2;
}

function span(text: string, start: number, end: number): Span {
  return { start, end, text: text.slice(start, end) };
}
