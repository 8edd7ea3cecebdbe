import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Json } from '#domain/json.ts';
import { parseJson } from '#domain/json.ts';
import type { VendorSubmission } from '#ports/vendor.ts';
import type { ConfiguredVendor } from '#vendors/define-vendor.ts';
import { jsonWith } from '../arbitraries.ts';
import type { FuzzTarget } from '../target.ts';
import { configuredVendors, submissionOf } from '../vendors.ts';

/** Names of fields, as they stand in a vendor's files. */
function fieldsOf(name: string): readonly string[] {
  const files = globSync([`src/vendors/specs/${name}.ts`, `src/vendors/specs/${name}/*.ts`]);
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return [
    ...new Set([...text.matchAll(/\b([A-Za-z_]{2,30})\??:/g)].map(([, field]) => field ?? '')),
  ];
}

const replyOf = (vendor: ConfiguredVendor) =>
  fc
    .tuple(
      fc.constantFrom(200, 200, 200, 201, 202, 204, 400, 401, 402, 404, 413, 429, 500, 503),
      fc.oneof(
        {
          weight: 8,
          arbitrary: jsonWith(fieldsOf(vendor.name)).map((value) => JSON.stringify(value) ?? ''),
        },
        fc.string(),
      ),
      fc.dictionary(
        fc.constantFrom('retry-after', 'content-type', 'x-ratelimit-reset'),
        fc.string({ maxLength: 12 }),
      ),
    )
    .map(([status, text, headers]) => ({ status, headers, text, json: parseJson(text) }));

/** What a vendor answers, or somebody in its place: read as an outcome, or as not what the contract says. */
export default {
  name: 'vendor replies',
  covers: ['src/vendors/'],
  open: async () => {
    const vendors = await configuredVendors();
    const tickets = new Map<string, Json>();
    const submission: VendorSubmission = submissionOf('a cat');
    return {
      property: fc.asyncProperty(
        fc.oneof(...vendors.map((vendor) => replyOf(vendor).map((reply) => ({ vendor, reply })))),
        async ({ vendor: { name, specification }, reply }) => {
          specification.readError(reply);
          const submitted = specification.readSubmit(reply, submission);
          if (submitted?.kind === 'accepted') tickets.set(name, submitted.ticket);
          const ticket = tickets.get(name);
          if (ticket !== undefined) {
            specification.readCheck(reply, ticket);
            specification.check(ticket);
            specification.checkMany?.read(reply, [ticket, ticket]);
          }
          specification.balance?.read(reply);
          specification.find?.read(reply, submission);
        },
      ),
      close: async () => {},
    };
  },
} satisfies FuzzTarget;
