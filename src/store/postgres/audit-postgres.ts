import { AUDIT_QUESTIONS } from '../audit-questions.ts';
import { openPool } from './open-pool.ts';

/**
 * What is wrong with the books of the database, as sentences; empty when they balance. It may run beside the bot at any
 * time: it reads one moment, never writes and blocks nobody.
 */
export async function auditPostgres(url: string): Promise<readonly string[]> {
  const pool = openPool({ url, connectionsMax: 1 });
  try {
    const client = await pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const problems: string[] = [];
      for (const question of AUDIT_QUESTIONS) {
        const { rows } = await client.query<string[]>({ text: question, rowMode: 'array' });
        problems.push(...rows.flat());
      }
      await client.query('COMMIT');
      return problems;
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}
