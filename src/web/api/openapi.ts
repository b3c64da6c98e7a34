import { z } from 'zod';
import { endpoints, type Endpoint } from './endpoints.ts';
import { errorSchema } from './schemas.ts';

/** The OpenAPI 3.1 document, written from the schemas that check requests and answers. `origin` is the desk's own address. */
export function openApi(origin: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Redwatch',
      version: '1',
      description: 'Stories, claims and the departure ledger of one Redwatch desk.',
    },
    servers: [{ url: origin }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'An API token of an account (/me)' } },
    },
  };
}

const json = (schema: z.ZodType, io: 'input' | 'output') => ({
  'application/json': { schema: jsonSchema(schema, io) },
});

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
}

function operation(endpoint: Endpoint): Record<string, unknown> {
  const pathParameters = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const error = (description: string) => ({ description, content: json(errorSchema, 'output') });
  return {
    summary: endpoint.summary,
    description: `Needs the right to ${endpoint.right}.`,
    operationId: `${endpoint.method.toLowerCase()}${endpoint.path.replace('/api/v1', '').replace(/[/:]+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    parameters: [...pathParameters, ...queryParameters(endpoint)],
    ...(endpoint.body && { requestBody: { required: true, content: json(endpoint.body, 'input') } }),
    responses: {
      200: { description: 'As asked', content: json(endpoint.answer, 'output') },
      400: error('Something in the request cannot be read'),
      401: error('No or an unknown token'),
      403: error('The token or its account may not do this'),
      ...(pathParameters.length > 0 && { 404: error('There is nothing under this id') }),
      ...(endpoint.body && { 409: error('Somebody else was faster') }),
    },
  };
}

function queryParameters({ query }: Endpoint): Record<string, unknown>[] {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description && { description }),
    schema,
  }));
}
