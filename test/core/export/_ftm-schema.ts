/**
 * Structural check of FollowTheMoney entities against the model as its own package ships it: known schema, known properties, lists of
 * strings, required ones present, dates, addresses and languages of the right form, references that lead to an entity of the right schema.
 */
import type { Property, Schema } from '@alephdata/followthemoney';
import ftm from '@alephdata/followthemoney';

const model = new ftm.Model(ftm.defaultModel);

/** By the names of the model's types. */
const FORMS: Readonly<Record<string, RegExp>> = {
  // 2021, 2021-02, 2021-02-16, 2021-02-16T21, 2021-02-16T21:48, 2021-02-16T21:48:52; in UTC, no weeks, no ranges
  date: /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d)?)?)?)?)?$/,
  url: /^https?:\/\/[^\s/]+/,
  language: /^[a-z]{3}$/,
};

/** Every problem of a list of entities, each as one sentence; empty means valid. */
export function ftmProblems(entities: readonly unknown[]): string[] {
  const problems: string[] = [];
  const schemaOf = new Map<string, Schema>();
  for (const { id, schema: name } of entities as { id?: unknown; schema?: unknown }[]) {
    const schema = typeof name === 'string' ? model.schemata[name] : undefined;
    if (typeof id !== 'string' || !schema) continue;
    if ((schemaOf.get(id) ?? schema) !== schema) problems.push(`${id} has two schemata`);
    schemaOf.set(id, schema);
  }
  for (const entity of entities) problems.push(...problemsOf(entity as Record<string, unknown>, schemaOf));
  return problems;
}

function problemsOf(entity: Record<string, unknown>, schemaOf: ReadonlyMap<string, Schema>): string[] {
  const { id, schema: name, properties, ...rest } = entity;
  if (typeof id !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]+$/.test(id))
    return [`no usable id: ${JSON.stringify(id)}`];
  const schema = typeof name === 'string' ? model.schemata[name] : undefined;
  if (!schema || schema.abstract) return [`${id}: no such schema: ${JSON.stringify(name)}`];
  if (typeof properties !== 'object' || properties === null) return [`${id}: no properties`];
  const problems = Object.keys(rest).map((field) => `${id}: unknown field ${field}`);
  for (const required of [schema, ...schema.getParents()].flatMap((line) => line.required))
    if (!(required in properties)) problems.push(`${id} (${schema.name}): ${required} is missing`);
  for (const [key, values] of Object.entries(properties as Record<string, unknown>)) {
    const property = schema.getProperties().get(key);
    if (!property) problems.push(`${schema.name} has no property ${key}`);
    else if (property.stub || property.deprecated) problems.push(`${schema.name}.${key} is not to be set`);
    else if (!Array.isArray(values) || values.length === 0) problems.push(`${id}.${key} is no list`);
    else if (new Set(values).size !== values.length) problems.push(`${id}.${key} holds a value twice`);
    else problems.push(...(values as unknown[]).flatMap((v) => valueProblem(`${id}.${key}`, v, property, schemaOf)));
  }
  return problems;
}

function valueProblem(
  where: string,
  value: unknown,
  property: Property,
  schemaOf: ReadonlyMap<string, Schema>,
): string[] {
  if (typeof value !== 'string' || value.trim() === '') return [`${where} holds ${JSON.stringify(value)}`];
  const form = FORMS[property.type.name];
  if (form) return form.test(value) ? [] : [`${where}: "${value}" is no ${property.type.name}`];
  if (!property.type.isEntity) return [];
  const target = schemaOf.get(value);
  if (!target) return [`${where}: ${value} leads nowhere`];
  return target.isA(property.getRange()) ? [] : [`${where}: ${target.name} is no ${property.getRange().name}`];
}
