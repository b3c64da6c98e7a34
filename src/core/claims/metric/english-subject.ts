import type { Span } from './figure.ts';
import type { MetricNoun } from './nouns.ts';

/** Whom an English figure is given of, and who gives it. */

const NAME_WORD = `(?:[A-Z][\\w&+-]*(?:\\.\\w+)*|\\d[\\w]*[A-Z]\\w*)`;
/** Acme, Northmere Pay, Bank of Lisbon, JD.com */
const NAME = `${NAME_WORD}(?: (?:(?:of|and|&|the|de) )?${NAME_WORD}){0,5}`;
const POSSESSOR = new RegExp(
  `(?<name>${NAME}|(?:[Tt]he|[Oo]ne|[Ii]ts|[Aa]n?) [a-z-]+(?: [a-z-]+)?)['’]s? (?:[a-z0-9-]+ ){0,3}$`,
);
const PLACE = new RegExp(`^ (?:at|of|for) (?<name>${NAME})(?!\\w)`);
/** Acme reported, The app has, One skincare seller said: a clause that begins with its subject. */
const VERB =
  '(?:is|was|are|were|has|had|have|will|would|said|says|reported|reports|posted|expects|expected|aims|plans|plan|targets|saw|sees|processed|ended|raised|reached|hit|achieved|recorded|earned|lost|generated|spent|sold|shipped|delivered|opened|closed|employs|operates|counts|serves|served|grew|rose|fell|averaged|booked|logged|made|now|currently|also|surpassed|topped|crossed|forecast|cut|added|paid|invested|handled|remains|attempted|launched|claims|accounts?|generates?|took|completed|shut|cut|set|put|split|spun|wound)';
const OPENING = new RegExp(
  `^\\s*(?:(?:and|but|while|though|although|because|that|as|In|At|By|On|Meanwhile|However|Still|But|And|While|Though|since|when|where|When|As|If|After|Since|where) )?(?:(?:In|By|At) \\d{4} )?(?<name>${NAME}|(?:[Tt]he|[Oo]ne|[Aa]n?|[Ii]ts|[Tt]heir) (?:(?!(?:of|in|at|for|to|on|proportion|number|share|percentage|most|two|three|four|recent|latest|first|last|same|other) )[a-z-]+ ){0,2}?[a-z-]+|[Ii]t)(?=(?:,? which)? (?:[a-z]+ly )?(?:${VERB}\\b|(?!sales|profits|earnings|shares|stocks|users|orders|employees|revenues|margins|prices|costs|stores|members|buyers|sellers)[a-z]{2,12}(?:ed|[^isu\\s]s) ))`,
);
const POSSESSIVE_OPENING = new RegExp(`^\\s*(?:[a-z]+ ){0,2}(?<name>${NAME})['’]s\\b`);
/** Words with a capital only because the sentence begins: In, Revenue, Meanwhile. */
const NO_NAME =
  /^(?:In|On|At|By|For|The|This|That|It|Its|He|She|They|We|I|A|An|And|But|While|Though|Although|However|Meanwhile|Total|Net|Gross|Monthly|Daily|Annual|Quarterly|Average|Revenue|Revenues|Sales|Profit|Return|Shares|Users|Orders|GMV|MAU|DAU|ROI|ROAS|Survey|Data|Analysts|Investors|People|January|February|March|April|May|June|July|August|September|October|November|December|Last|First|Second|Third|Fourth|More|Some|Most|Nearly|About|Roughly|Over|Related|Behind|Beyond|Throughout|Despite|With|After|Before|Since|During|As|If|When|Even|From|Looking|Today|Now|Still|Such|These|Those|Other|Many|Among|Under|Between|Within|Only|Here|There|Both|E-commerce|Commercial|Business|Two|Three|What|Why|How|One|Another|Each|Every|No|Not|So|Then|Thus|Moreover|Also|Q[1-4]|H[12])$/;

export function englishSubject(
  sentence: string,
  clause: Span & { text: string },
  nouns: readonly MetricNoun[],
): Span | null {
  const noun = nouns[0];
  if (noun) {
    const before = sentence.slice(Math.max(clause.start, noun.start - 80), noun.start);
    const owner = named(POSSESSOR.exec(before), noun.start - before.length);
    if (owner) return owner;
    const place = named(PLACE.exec(sentence.slice(noun.end, Math.min(clause.end, noun.end + 60))), noun.end);
    if (place) return place;
  }
  return named(OPENING.exec(clause.text), clause.start) ?? named(POSSESSIVE_OPENING.exec(clause.text), clause.start);
}

function named(match: RegExpExecArray | null, base: number): Span | null {
  const name = match?.groups?.name;
  if (!match || name === undefined) return null;
  const words = name.split(' ');
  if (/^[Ii]t$/.test(name) || /^(?:its|their) /i.test(name) || words.every((word) => NO_NAME.test(word))) return null;
  const start = base + match.index + match[0].indexOf(name);
  return { start, end: start + name.length };
}

const SAID =
  /,\s+(?:according to )?(?<name>[A-Za-z][^,;%]{2,80}?) (?:said|says|told [^,.]{2,40}|reported|estimates?|wrote)\.?["”]?\s*$/;
const ACCORDING = /\b(?:according to|citing) (?<name>[^,.;]{3,60})/i;
const OPENS = new RegExp(`^(?<name>${NAME}|[A-Z][a-z]+(?: [a-z]+){0,4}) (?:said|says|told|estimates?|reported)\\b`);

/** People with knowledge of the deals said; according to QuestMobile; one skincare seller reported. */
export function englishSource(sentence: string): Span | null {
  for (const pattern of [SAID, ACCORDING, OPENS]) {
    const match = pattern.exec(sentence);
    const name = match?.groups?.name;
    if (!match || name === undefined) continue;
    const start = match.index + match[0].indexOf(name);
    return { start, end: start + name.length };
  }
  return null;
}
