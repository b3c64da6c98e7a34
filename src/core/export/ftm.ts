/**
 * The ledger and claims about people as FollowTheMoney entities: Person, Company, Position, Occupancy, Employment and the Article that says
 * so. test/core/export/_ftm-schema.ts holds the properties of that model and checks every entity against them. Ids come from what an
 * entity is, so that a second export gives the same ones; an entity that is given twice is merged by its readers.
 */
import { hash128 } from '../events/identity.ts';

/** One entity; every property is a list of strings, a reference is the id of another entity. */
export type FtmEntity = { id: string; schema: string; properties: Record<string, string[]> };

/** An article and the words of it that are the evidence. */
export type Told = {
  articleId: string;
  quote: string;
  title: string;
  url: string | null;
  outlet: string | null;
  publishedAt: string | null;
  lang: string | null;
};

export type OfficeFacts = {
  /** Id of the event or claim; ends up as `recordId`. */
  recordId: string;
  person: string;
  aliases: readonly string[];
  /** Id by which the archive knows the organisation (a Watch, a folded name), and the name to show. */
  orgId: string;
  org: string;
  roles: readonly string[];
  status: string | null;
  /** ISO, as precise as known; also a week, a quarter or a half year. */
  date: string | null;
  told: readonly Told[];
};

export type DepartureFacts = OfficeFacts & {
  /** The person keeps another post or moves inside the company: the office ends, the employment does not. */
  staysEmployed: boolean;
  successor: string | null;
  nextEmployer: string | null;
};

/** A story that hundreds of sites copied is proved by its first articles as well as by all. */
const MOST_ARTICLES = 50;

/** What was only rumoured or was denied has no date of its own; its status says what it is. */
const HAPPENS: ReadonlySet<string> = new Set(['confirmed', 'reported', 'planned']);

/** Somebody left an office. Nobody is named: no entities. */
export function departureEntities(facts: DepartureFacts): FtmEntity[] {
  const { recordId, orgId, roles, status, staysEmployed, successor, nextEmployer } = facts;
  const { base, person, company, evidence } = baseOf(facts);
  const end = HAPPENS.has(status ?? '') ? ftmDate(facts.date) : null;
  const positions = roles.map((role) => positionOf(role, orgId, company, evidence.proof));
  const ends = { recordId, status, endDate: end, ...evidence.interval };
  const entities = [
    ...base,
    ...positions,
    ...positions.map((post) => occupancy(recordId, person, post, ends)),
    employment(recordId, person, company, { ...ends, role: roles, endDate: staysEmployed ? null : end }),
  ];
  if (successor !== null && positions.length > 0) {
    const next = personOf(successor, orgId, { proof: evidence.proof, position: roles });
    const starts = { recordId, status, ...evidence.interval };
    entities.push(next, ...positions.map((post) => occupancy(recordId, next, post, starts)));
  }
  if (nextEmployer !== null) {
    const employer = companyOf(nextEmployer, nextEmployer, evidence.proof);
    entities.push(employer, employment(recordId, person, employer, { recordId, ...evidence.interval }));
  }
  return entities;
}

/** Somebody got an office. */
export function appointmentEntities(facts: OfficeFacts): FtmEntity[] {
  const { recordId, orgId, roles, status } = facts;
  const { base, person, company, evidence } = baseOf(facts);
  const startDate = HAPPENS.has(status ?? '') ? ftmDate(facts.date) : null;
  const positions = roles.map((role) => positionOf(role, orgId, company, evidence.proof));
  const about = { recordId, status, startDate, ...evidence.interval };
  return [...base, ...positions, ...positions.map((post) => occupancy(recordId, person, post, about))];
}

/** The articles, the person and the company, with what every other entity says of its evidence. */
function baseOf({ person: name, aliases, orgId, org, roles, told }: OfficeFacts) {
  const shown = told.slice(0, MOST_ARTICLES);
  const articles = shown.map(articleOf);
  const proof = articles.map((a) => a.id);
  const interval = {
    summary: shown.map((t) => t.quote),
    sourceUrl: shown.map((t) => webAddress(t.url)),
    publisher: shown.map((t) => t.outlet),
  };
  const company = companyOf(orgId, org, proof);
  const person = personOf(name, orgId, { alias: aliases, position: roles, proof });
  return { base: [...articles, company, person], person, company, evidence: { proof, interval } };
}

type Values = Readonly<Record<string, string | null | readonly (string | null)[]>>;

/** Empty values and empty lists are left out, and each value stands once. */
function entity(id: string, schema: string, values: Values): FtmEntity {
  const properties: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(values)) {
    const list = [value].flat().filter((v): v is string => typeof v === 'string' && v.trim() !== '');
    if (list.length > 0) properties[name] = [...new Set(list)];
  }
  return { id, schema, properties };
}

function idOf(schema: string, ...parts: readonly string[]): string {
  return `redwatch-${hash128(JSON.stringify([schema, ...parts]))}`;
}

/** People of one name in one company are one; of two companies nobody knows it. */
function personOf(name: string, orgId: string, values: Values): FtmEntity {
  return entity(idOf('Person', orgId, name), 'Person', { name, ...values });
}

function companyOf(orgId: string, name: string, proof: readonly string[]): FtmEntity {
  return entity(idOf('Company', orgId), 'Company', { name, proof });
}

function positionOf(role: string, orgId: string, company: FtmEntity, proof: readonly string[]): FtmEntity {
  return entity(idOf('Position', orgId, role), 'Position', { name: role, organization: company.id, proof });
}

function occupancy(recordId: string, holder: FtmEntity, post: FtmEntity, values: Values): FtmEntity {
  const id = idOf('Occupancy', recordId, holder.id, post.id);
  return entity(id, 'Occupancy', { holder: holder.id, post: post.id, ...values });
}

function employment(recordId: string, employee: FtmEntity, employer: FtmEntity, values: Values): FtmEntity {
  const id = idOf('Employment', recordId, employee.id, employer.id);
  return entity(id, 'Employment', { employee: employee.id, employer: employer.id, ...values });
}

/** The model wants a file name of every document: the name under which the article's page could be kept. */
function articleOf({ articleId, quote, title, url, outlet, publishedAt, lang }: Told): FtmEntity {
  return entity(idOf('Article', articleId), 'Article', {
    ...{ name: title.trim() ? title : (webAddress(url) ?? articleId), title, summary: quote, publisher: outlet },
    ...{ sourceUrl: webAddress(url), publishedAt: ftmDate(publishedAt), language: languageCode(lang) },
    fileName: `${articleId}.html`,
  });
}

/** An imported file has no address on the web. */
function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//.test(url) ? url : null;
}

/** ISO 639-3, as the model wants it, of the languages that Redwatch reads. */
function languageCode(lang: string | null): string | null {
  if (lang?.startsWith('zh')) return 'zho';
  return lang?.startsWith('en') ? 'eng' : null;
}

/**
 * A date as the model has them: `2025`, `2025-06`, `2025-06-21` or an instant in UTC without a zone, `2025-06-20T22:34:00`. It has no
 * weeks, quarters and half years: of 2025-W36, 2025-Q3 and 2025-H1 the year is left. Null for anything else.
 */
export function ftmDate(iso: string | null): string | null {
  if (iso === null) return null;
  const period = /^(\d{4})-[WQH]\d{1,2}$/.exec(iso); // 2025-W36
  if (period) return period[1]!;
  if (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(iso)) return Number.isNaN(Date.parse(iso)) ? null : iso; // 2025-06
  // A time without a zone is one in China, as everywhere in Redwatch.
  const at = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso : `${iso}+08:00`); // 2025-06-21T06:34:00+08:00
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 19);
}
