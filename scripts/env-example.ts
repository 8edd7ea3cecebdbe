/**
 * Prints `.env.example` from what the program reads: `node scripts/env-example.ts > .env.example`.
 * A test compares the file with it.
 */
import { z } from 'zod';
import { CONFIG_SCHEMA } from '#config/config-schema.ts';
import { loadVendors } from '#vendors/load-vendors.ts';

type Line = { readonly variable: string; readonly meaning: string; readonly preset: string };

function ownLines(): readonly Line[] {
  return Object.entries(CONFIG_SCHEMA.shape).map(([variable, schema]) => {
    const absent = schema.safeParse(undefined);
    const value = absent.success ? absent.data : undefined;
    // An empty table has no representation.
    const isPlain = value !== undefined && (typeof value !== 'object' || Array.isArray(value));
    const meaning = z.globalRegistry.get(schema)?.description ?? '';
    return { variable, meaning, preset: isPlain ? String(value) : '' };
  });
}

const print = ({ variable, meaning, preset }: Line): string =>
  `# ${meaning}\n# ${variable}=${preset}\n`;

/** The complete file. */
export async function envExample(): Promise<string> {
  const vendors = await loadVendors();
  const head =
    '# Copy to `.env` and remove the `# ` before what you set. Values shown are the defaults.\n';
  const sections = vendors.map(
    ({ label, settings }) => `\n# --- ${label}\n\n${settings.map(print).join('\n')}`,
  );
  return `${head}\n${ownLines().map(print).join('\n')}${sections.join('')}`;
}

if (import.meta.main) process.stdout.write(await envExample());
