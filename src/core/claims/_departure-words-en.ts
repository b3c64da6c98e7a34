/** The English words of leaving, on which side of them the leaver stands, and settings in which they tell of nobody's leaving. */
import type { Side, Trigger } from './_departure-view-en.ts';

const BE = '(?:is|was|are|were|be|been|being|has been|have been|had been|will be|to be|gets?|got)';

const TRIGGERS: readonly [Side, RegExp][] = [
  [
    'object',
    /\b(?:parts? ways with|parted ways with|fires|sacks|ousts|dismisses|removes|loses|(?:poach|lur|hir|nab|snag|tak)(?:es|ed|s)(?= [A-Z][^,.;]{3,60}? (?:from|away from) [A-Z])|parts? company with|parted company with|(?:has |have |had )?(?:fired|sacked|ousted|dismissed|removed|lost)(?= (?:its|their|the|his|her|longtime|[a-z&-]+ ){0,3}(?:[a-z&-]+ ){0,3}(?:chief|CEO|CFO|COO|CTO|president|chair|director|head|boss|manager|coach|founder|minister|editor))|replacing|replaces|succeeds|succeeding|(?:to|will) (?:replace|succeed)|took over from|takes over from|taking over from|(?:resignation|departure|exit|retirement|ouster|dismissal|firing|removal) of|is moving(?= [A-Z]))\b/g,
  ],
  [
    'possessor',
    /(?<=['’]s? )(?:(?:abrupt|sudden|planned|impending|surprise|shock) )?(?:resignation|departure|exit|retirement|ouster|dismissal|firing)\b|(?<=['’]s )contract(?= (?:as|expires?|ends?|will|was not|is not|has))/g,
  ],
  [
    'list',
    /\b(?:(?:executives?|figures?|officials?|leaders?|directors?|managers|founders|members|researchers|engineers|scientists|bankers|partners|lieutenants|hires|editors) (?:have |has )?(?:recently |also )?(?:quit|left|resigned|departed|exited|stepped down|walked out))\b/g,
  ],
  [
    'subject',
    new RegExp(
      `\\b(?:${BE} (?:fired|sacked|ousted|dismissed|removed|forced out|let go|replaced|pushed out|terminated|voted out|stood down)|(?:has |have |had |will |would |to |is |are |was |plans to |intends to |decided to |may |could |might )?(?:step(?:s|ped|ping)? (?:down|aside|back)|stand(?:s|ing)? down|stood down|resign(?:s|ed|ing)?|quit(?:s|ting)?|retir(?:e|es|ed|ing)|leav(?:e|es|ing)|left|depart(?:s|ed|ing)?|exit(?:s|ed|ing)?|walk(?:s|ed|ing)? (?:out|away)|bow(?:s|ed|ing)? out|move(?:s|d)? on|relinquish(?:es|ed|ing)?|vacat(?:e|es|ed|ing)|give(?:s|n)? up|gave up|(?:not )?(?:seek|stand for) re-?election|hand(?:s|ed|ing)?(?: over)? the (?:reins|baton|keys)|pass(?:es|ed|ing)? the (?:torch|baton|reins)|part(?:s|ed|ing)? ways|call(?:s|ed)? it quits|pass(?:es|ed) away|died|lost (?:his|her|their) (?:job|seat|post|position)s?)|out(?= (?:after|at|as|amid|following|in|of the company|of the job)\\b|$)|exits?\\b)`,
      'g',
    ),
  ],
];

/** Subjects and settings in which leaving is no departure. */
const CONDITIONAL =
  /(?:^|[,;] )(?:if|should|unless|were|in case)\b[^,;]*$|\b(?:call(?:s|ed|ing)? for|demand(?:s|ed|ing)?|urg(?:e|es|ed|ing)|pressure on|want(?:s|ed)?|ask(?:s|ed|ing)?)\b[^,;.]{0,40}$/i;

/** "has not said when she will retire": nobody leaves. */
const NOT_SAID =
  /\b(?:not (?:yet )?(?:said|say|disclosed|decided|announced)|declined to say) (?:when|whether|if)\b[^,;.]{0,40}$/i;

const NO_OFFICE_AFTER =
  /^(?: (?:the (?:room|stage|building|market|country|game|pitch|field|venue|scene|door)|home|behind|open|for (?:work|vacation|lunch|a meeting|London|Paris|China)|a (?:legacy|note|message|mark|gap|hole|void)|no (?:doubt|room)|us|them|him|her|it|school|(?:the |in )?(?:field|court|pitch|track|podium|courtroom|tears)|before (?:the )?(?:end|final|vote|match|game|meeting|hearing|ceremony|speech)|its seller|from (?:grocery|retail|the market)|in (?:shock|tears|limbo)|users|customers|investors|analysts|himself|herself|itself|themselves|many|some|little|nothing|everyone)\b|-|ies\b)/i;

export function triggersOf(text: string): Trigger[] {
  const found: Trigger[] = [];
  for (const [side, pattern] of TRIGGERS)
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (found.some((t) => t.start < end && start < t.end)) continue;
      if (
        CONDITIONAL.test(text.slice(0, start)) ||
        NOT_SAID.test(text.slice(0, start)) ||
        NO_OFFICE_AFTER.test(text.slice(end))
      )
        continue;
      // "Image: Jose Doe, left, has replaced": where he stands in a picture.
      if (match[0] === 'left' && /, $/.test(text.slice(0, start)) && /^,/.test(text.slice(end))) continue;
      // "former astronaut X and retired executive Y": an adjective.
      if (/retired$/.test(match[0]) && /^ (?:[a-z-]+ ){0,2}[A-Z]/.test(text.slice(end))) continue;
      found.push({ start, end, word: match[0], side });
    }
  // "has stepped down and will be replaced by Y": the second verb tells of the successor.
  const telling = found.filter((t) => !/replaced$/.test(t.word) || found.length === 1);
  return telling.sort((a, b) => a.start - b.start);
}
