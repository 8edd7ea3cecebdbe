/**
 * Finds the vendors: every `specs/<name>.ts`, and every `specs/<name>/<name>.ts` for vendors too long for one file.
 * Adding a vendor means adding a file; there is no list of them.
 */
import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import type { DefinedVendor } from './define-vendor.ts';

/** `.ts` in the sources, the bundle's extension when bundled. */
const ENDING = extname(import.meta.filename);
const SPECIFICATIONS = new URL('./specs/', import.meta.url);

/** Every vendor, by name. Throws if a file does not export a vendor, which is a programming error. */
export async function loadVendors(folder: URL = SPECIFICATIONS): Promise<readonly DefinedVendor[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(ENDING))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/${entry.name}${ENDING}` : entry.name))
    .toSorted();
  const vendors = await Promise.all(files.map((file) => loadVendor(folder, file)));
  const names = vendors.map((vendor) => vendor.name);
  const double = names.find((name, place) => names.indexOf(name) !== place);
  if (double !== undefined) throw new Error(`Two vendor files both call themselves ${double}`);
  return vendors;
}

async function loadVendor(folder: URL, file: string): Promise<DefinedVendor> {
  const exported = defaultExport(await importVendor(folder, file));
  if (!isVendor(exported)) throw new Error(`${file} has no default export made by defineVendor`);
  const { name, settings } = exported;
  if (!/^[a-z][a-z0-9]*$/.test(name)) {
    throw new Error(`${file}: a vendor's name is lower case letters and digits, not "${name}"`);
  }
  if (!file.endsWith(`${name}${ENDING}`)) {
    throw new Error(`${file} calls itself ${name}; the file has the vendor's name`);
  }
  const prefix = `${name.toUpperCase()}_`;
  const stray = settings.find((row) => !row.variable.startsWith(prefix));
  if (stray !== undefined) {
    throw new Error(`${file}: the variable ${stray.variable} does not begin with ${prefix}`);
  }
  return exported;
}

async function importVendor(folder: URL, file: string): Promise<unknown> {
  try {
    return await import(new URL(file, folder).href);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The vendor file ${file} cannot be loaded: ${reason}`, { cause });
  }
}

const defaultExport = (module: unknown): unknown =>
  typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;

function isVendor(value: unknown): value is DefinedVendor {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'vendor-definition'
  );
}
