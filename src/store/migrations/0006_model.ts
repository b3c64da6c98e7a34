import { sql, type Kysely } from 'kysely';

/** What a language model answered, by the text it was asked about: the account of its tokens, and what copies and replay use again. */
const statements = [
  `create table model_answers (
    -- hash(model, version of the question, text)
    key text primary key,
    model text not null,
    answer text not null,
    input_tokens integer not null,
    output_tokens integer not null,
    asked_at timestamptz not null
  )`,
  `create index model_answers_by_time on model_answers (asked_at)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
