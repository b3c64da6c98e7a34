import type { MetricNoun } from './nouns.ts';

/** The nouns that figures are given of in English business news: monthly active users, same-store sales, GMV, take rate. */

const HEADS: readonly (readonly [unit: string, heads: string])[] = [
  ['ratio', 'return on ad spend|return on investment|ROAS|ROI|price-to-earnings ratio'],
  ['percent', 'margins?|market share|share of (?:the |its |their )?(?:[a-z]+ )?(?:market|sales|revenue|users|traffic|total)|rates?|churn|retention|occupancy|proportion|percentage(?! point)|penetration|share(?= (?:rose|fell|reached|stood|was|is|grew|slipped|doubled|tripled))'],
  ['fee', 'commissions?|take rate|fees?|stake|discount|tax|tariffs?|levy'],
  ['minutes', 'time spent|screen time|session length|watch time|usage time'],
  ['users', 'users?|MAUs?|DAUs?|subscribers?|subscriptions|members|customers|buyers|viewers|followers|shoppers|accounts|visitors|installs|players|downloads|listeners|readers'],
  ['merchants', 'merchants|sellers|vendors'],
  ['stores', 'stores|outlets|shops|restaurants|branches|locations|showrooms'],
  ['orders', 'orders|bookings(?= of \\d)|transactions'],
  ['items', 'units|shipments|deliveries|parcels|packages|vehicles|cars|phones|handsets|sales volumes?|output|production|inventory'],
  ['shares', 'shares|stock'],
  ['people', 'employees|staff|workers|headcount|workforce|jobs|women|men|drivers|couriers|creators|hosts|engineers|developers|passengers|guests'],
  ['CNY', 'GMV|GTV|TPV|gross merchandise (?:value|volume)|gross transaction value|payment volume|transaction volume|net revenues?|revenues?|turnover|sales|net (?:profit|income|loss)|operating (?:profit|income|loss)|profits?|income|loss(?:es)?|earnings|EBITDA|market cap(?:itali[sz]ation)?|market value|valuation|ad spend|spending|spend|capital expenditures?|capex|budget|subsid(?:y|ies)|costs?|expenses|share price|prices?|order value|basket|ticket|investments?|funding|cash(?: flow| pile)?|debt|assets|billings|bookings|proceeds|salary|dividends?|deposits?|volume'],
  ['count', 'patents|warehouses|factories|partners|brands|searches|views|impressions|clicks|SKUs|complaints'],
]; // prettier-ignore
const HEAD = new RegExp(
  `(?<![\\w-])(?:${HEADS.map(([unit, heads]) => `(?<${unit}>${heads})`).join('|')})(?![\\w-])`,
  'gi',
);

/** Words that end a noun phrase to the left: articles, prepositions, verbs, possessives. */
const STOP =
  /^(?:s|the|a|an|its|their|his|her|our|of|in|on|at|by|for|to|from|with|and|or|but|as|than|that|which|who|when|while|is|was|are|were|be|been|has|had|have|having|will|would|could|said|says|reported|reports|posted|saw|sees|expects?|expected|achieving|achieved|reached|reaching|hit|only|about|roughly|nearly|over|more|less|some|all|it|this|these|those|such|into|generated|generates|not|no|now|where|many|most|against|after|before|per|each|every|serves|served|raised|raising|lost|losing|cut|cutting|grew|growing|up|down|includes?|including|conduct|because|if|out|hundred|thousand|million|billion|trillion|bn|percent|yuan|renminbi|dollars?|euros?|pounds?|them|whom|between|through|under)$/i;
const MAX_MODIFIERS = 4;

/** All metric nouns of an English sentence, from left to right, with the adjectives before them. */
export function findEnglishNouns(sentence: string): MetricNoun[] {
  const nouns: MetricNoun[] = [];
  for (const match of sentence.matchAll(HEAD)) {
    const unit = Object.entries(match.groups ?? {}).find(([, words]) => words !== undefined)![0];
    const headStart = match.index;
    // revenue per user is revenue.
    if (/\bper $/.test(sentence.slice(Math.max(0, headStart - 4), headStart))) continue;
    // Video Accounts, Orders Inc.: part of a name.
    if (/^[A-Z][a-z]/.test(match[0]) && /[A-Za-z"“] $/.test(sentence.slice(0, headStart))) continue;
    const end = headStart + match[0].trimEnd().length;
    const previous = nouns.at(-1);
    const start = phraseStart(sentence, headStart);
    // user accounts, sales volume: a head inside the phrase of the next one is its modifier.
    if (previous && previous.end > start) nouns.pop();
    nouns.push({ start, end, headStart, unit });
  }
  return nouns;
}

function phraseStart(sentence: string, headStart: number): number {
  let start = headStart;
  for (let i = 0; i < MAX_MODIFIERS; i++) {
    const word = /(?<![\w.'’])([A-Za-z][A-Za-z&-]{0,24}) $/.exec(sentence.slice(Math.max(0, start - 27), start))?.[1];
    // A capital letter begins a name (Acme sales) unless the whole word is one of those that reports capitalise: GMV, DAU.
    const isFirst = word !== undefined && start - word.length - 1 === 0;
    if (word === undefined || STOP.test(word) || (/^[A-Z][a-z]/.test(word) && !isFirst)) break;
    start -= word.length + 1;
  }
  return start;
}
