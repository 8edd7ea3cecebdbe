/**
 * A vendor's part of the environment: its key, its base URL and its own settings, each with the description for
 * `.env.example`. The environment is passed in. It never stores or prints a value: problems name only the variable.
 */
import * as z from 'zod';
import { trimEndOf } from '#domain/trim.ts';

/** The part of the environment visible to a specification. */
export type VendorSettings<Switches> = {
  /** Empty if the vendor needs none. */
  readonly apiKey: string;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** By variable name, as in `.env`. */
  readonly switches: Switches;
};

/** A line of `.env.example`. */
export type SettingRow = {
  readonly variable: string;
  readonly meaning: string;
  /** The default; empty if that means "off" or "not used". */
  readonly preset: string;
  readonly secret: boolean;
};

/** The environment; absent and empty are equivalent. */
export type Environment = { readonly [variable: string]: string | undefined };

/** A problem with a variable; its value is never included. */
export type SettingProblem = { readonly variable: string; readonly problem: string };

/** The result of reading a vendor's part of the environment. */
export type SettingsReading<Switches> =
  /** Not configured, which is not an error. */
  | { readonly kind: 'absent'; readonly missing: string }
  | { readonly kind: 'read'; readonly settings: VendorSettings<Switches> }
  | { readonly kind: 'problems'; readonly problems: readonly SettingProblem[] };

/** A definition's description of its part of the environment. */
export type SettingsSchema<Schema extends z.ZodObject> = {
  readonly name: string;
  readonly label: string;
  readonly defaultBaseUrl: string | null;
  readonly keyNeeded: boolean;
  readonly switches: Schema;
};

const apiKeySchema = z
  .string()
  // Other characters could break the header it is sent in.
  .regex(/^[\x21-\x7e]*$/, 'has blanks or characters that no key has');

const baseUrlSchema = z
  .string()
  .refine(
    (text) => isBaseUrl(text),
    'is not an http or https address without user, query, fragment',
  )
  .transform((url) => trimEndOf(url, '/'));

/** The variable of the vendor's API key. */
export const keyVariable = (name: string): string => `${name.toUpperCase()}_API_KEY`;

const baseUrlVariable = (name: string): string => `${name.toUpperCase()}_BASE_URL`;

/** The vendor's lines of `.env.example`, key first. */
export function settingRows<Schema extends z.ZodObject>(
  form: SettingsSchema<Schema>,
): readonly SettingRow[] {
  return [
    {
      variable: keyVariable(form.name),
      meaning: `${form.label}: the API key${form.keyNeeded ? '; setting it enables the vendor' : ', if the server requires one'}.`,
      preset: '',
      secret: true,
    },
    {
      variable: baseUrlVariable(form.name),
      meaning: `${form.label}: the base URL of its API${form.keyNeeded ? '' : '; setting it enables the vendor'}.`,
      preset: form.defaultBaseUrl ?? '',
      secret: false,
    },
    ...Object.entries(form.switches.shape).map(([variable, schema]) => ({
      variable,
      meaning: `${form.label}: ${descriptionOf(schema)}`,
      preset: presetOf(schema),
      secret: /_(?:KEY|SECRET)$/.test(variable),
    })),
  ];
}

/** Reads the vendor's part. Absent unless its enabling variable is set. */
export function readSettings<Schema extends z.ZodObject>(
  form: SettingsSchema<Schema>,
  environment: Environment,
): SettingsReading<z.output<Schema>> {
  const given = (variable: string) => environment[variable]?.trim() || undefined;
  const switchVariable = form.keyNeeded ? keyVariable(form.name) : baseUrlVariable(form.name);
  if (given(switchVariable) === undefined) return { kind: 'absent', missing: switchVariable };
  const apiKey = apiKeySchema.safeParse(given(keyVariable(form.name)) ?? '');
  const baseUrl = baseUrlSchema.safeParse(
    given(baseUrlVariable(form.name)) ?? form.defaultBaseUrl ?? '',
  );
  const switches = form.switches.safeParse(
    Object.fromEntries(Object.keys(form.switches.shape).map((name) => [name, given(name)])),
  );
  if (apiKey.success && baseUrl.success && switches.success) {
    const settings = { apiKey: apiKey.data, baseUrl: baseUrl.data, switches: switches.data };
    return { kind: 'read', settings };
  }
  const problems = [
    ...problemsOf(apiKey.error, keyVariable(form.name)),
    ...problemsOf(baseUrl.error, baseUrlVariable(form.name)),
    ...problemsOf(switches.error, form.name),
  ];
  return { kind: 'problems', problems };
}

/** A switch that is on or off, for a definition's `switches`. */
export const onOff = (preset: boolean, meaning: string) =>
  z.stringbool({ error: 'is neither true nor false' }).default(preset).describe(meaning);

const problemsOf = (error: z.ZodError | undefined, variable: string): readonly SettingProblem[] =>
  (error?.issues ?? []).map((issue) => ({
    variable: issue.path.length > 0 ? String(issue.path[0]) : variable,
    problem: issue.message,
  }));

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return false;
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

const descriptionOf = (schema: z.core.$ZodType): string =>
  z.globalRegistry.get(schema)?.description ?? '';

function presetOf(schema: z.core.$ZodType): string {
  const reading = z.safeParse(schema, undefined);
  return reading.success && reading.data !== undefined ? String(reading.data) : '';
}
