/**
 * The part of the FollowTheMoney model that we write, after its schema files (followthemoney/schema/*.yaml in its repository): which schema
 * extends which, what each property holds, what is required. And a structural check: known schema, known properties, lists of strings,
 * required ones present, dates, addresses and languages of the right form, references that lead to an entity of the right schema.
 */
type Type = 'string' | 'date' | 'url' | 'language' | { range: string };
type SchemaFacts = {
  extends: readonly string[];
  required?: readonly string[];
  abstract?: true;
  properties: Record<string, Type>;
};

const SCHEMATA: Readonly<Record<string, SchemaFacts>> = {
  Thing: {
    extends: [],
    abstract: true,
    required: ['name'],
    properties: {
      ...{ name: 'string', summary: 'string', description: 'string', alias: 'string', weakAlias: 'string' },
      ...{ previousName: 'string', sourceUrl: 'url', publisher: 'string', publisherUrl: 'url', notes: 'string' },
      ...{ keywords: 'string', modifiedAt: 'date', retrievedAt: 'date', proof: { range: 'Document' } },
    },
  },
  LegalEntity: {
    extends: ['Thing'],
    properties: { email: 'string', legalForm: 'string', status: 'string', website: 'url' },
  },
  Person: { extends: ['LegalEntity'], properties: { title: 'string', position: 'string', birthDate: 'date' } },
  Organization: { extends: ['LegalEntity'], properties: {} },
  Asset: { extends: ['Thing'], abstract: true, properties: {} },
  Company: { extends: ['Organization', 'Asset'], properties: { capital: 'string' } },
  Position: {
    extends: ['Thing'],
    properties: { organization: { range: 'Organization' }, inceptionDate: 'date', dissolutionDate: 'date' },
  },
  Document: {
    extends: ['Thing'],
    properties: { title: 'string', author: 'string', language: 'language', date: 'date', publishedAt: 'date' },
  },
  Article: { extends: ['Document'], properties: {} },
  Interval: {
    extends: [],
    abstract: true,
    properties: {
      ...{ startDate: 'date', endDate: 'date', date: 'date', summary: 'string', description: 'string' },
      ...{ recordId: 'string', sourceUrl: 'url', publisher: 'string', publisherUrl: 'url', retrievedAt: 'date' },
    },
  },
  Interest: { extends: ['Interval'], abstract: true, properties: { role: 'string', status: 'string' } },
  Employment: {
    extends: ['Interest'],
    required: ['employer', 'employee'],
    properties: { employer: { range: 'Organization' }, employee: { range: 'Person' } },
  },
  Occupancy: {
    extends: ['Interval'],
    required: ['holder', 'post'],
    properties: { holder: { range: 'Person' }, post: { range: 'Position' }, status: 'string' },
  },
};

const FORMS: Readonly<Record<string, RegExp>> = {
  // 2021, 2021-02, 2021-02-16, 2021-02-16T21, 2021-02-16T21:48, 2021-02-16T21:48:52; in UTC, no weeks, no ranges
  date: /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d)?)?)?)?)?$/,
  url: /^https?:\/\/[^\s/]+/,
  language: /^[a-z]{3}$/,
  string: /\S/,
};

/** Every problem of a list of entities, each as one sentence; empty means valid. */
export function ftmProblems(entities: readonly unknown[]): string[] {
  const problems: string[] = [];
  const schemaOf = new Map<string, string>();
  for (const entity of entities as { id?: unknown; schema?: unknown }[])
    if (typeof entity.id === 'string' && typeof entity.schema === 'string') {
      if ((schemaOf.get(entity.id) ?? entity.schema) !== entity.schema) problems.push(`${entity.id} has two schemata`);
      schemaOf.set(entity.id, entity.schema);
    }
  for (const entity of entities) problems.push(...problemsOf(entity as Record<string, unknown>, schemaOf));
  return problems;
}

function problemsOf(entity: Record<string, unknown>, schemaOf: ReadonlyMap<string, string>): string[] {
  const { id, schema, properties, ...rest } = entity;
  const facts = typeof schema === 'string' ? SCHEMATA[schema] : undefined;
  if (typeof id !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]+$/.test(id))
    return [`no usable id: ${JSON.stringify(id)}`];
  if (!facts || facts.abstract) return [`${id}: no such schema: ${JSON.stringify(schema)}`];
  if (typeof properties !== 'object' || properties === null) return [`${id}: no properties`];
  const problems = Object.keys(rest).map((name) => `${id}: unknown field ${name}`);
  for (const name of requiredOf(schema as string))
    if (!(name in properties)) problems.push(`${id} (${String(schema)}): ${name} is missing`);
  for (const [name, values] of Object.entries(properties as Record<string, unknown>)) {
    const type = typeOf(schema as string, name);
    if (!type) problems.push(`${String(schema)} has no property ${name}`);
    else if (!Array.isArray(values) || values.length === 0) problems.push(`${id}.${name} is no list`);
    else if (new Set(values).size !== values.length) problems.push(`${id}.${name} holds a value twice`);
    else problems.push(...(values as unknown[]).flatMap((v) => valueProblem(`${id}.${name}`, v, type, schemaOf)));
  }
  return problems;
}

function valueProblem(where: string, value: unknown, type: Type, schemaOf: ReadonlyMap<string, string>): string[] {
  if (typeof value !== 'string') return [`${where} holds ${typeof value}`];
  if (typeof type === 'string') return FORMS[type]!.test(value) ? [] : [`${where}: "${value}" is no ${type}`];
  const target = schemaOf.get(value);
  if (!target) return [`${where}: ${value} leads nowhere`];
  return linesOf(target).includes(type.range) ? [] : [`${where}: ${target} is no ${type.range}`];
}

/** A schema and all it extends. */
function linesOf(schema: string): string[] {
  return [schema, ...(SCHEMATA[schema]?.extends ?? []).flatMap(linesOf)];
}

const requiredOf = (schema: string) => linesOf(schema).flatMap((s) => SCHEMATA[s]?.required ?? []);

function typeOf(schema: string, property: string): Type | undefined {
  return linesOf(schema)
    .map((s) => SCHEMATA[s]?.properties[property])
    .find((type) => type !== undefined);
}
