import type { Discord } from '#playground/discord/discord.ts';
import { resolveFiles } from './command-data.ts';
import type { FieldValue, PersonFile } from './person-act.ts';

/** Gives the files of a modal's upload fields ids, which then are the fields' values. */
export const readModalFiles = async (discord: Discord, fields: readonly FieldValue[]) => {
  const files = new Map<string, PersonFile>();
  const named = fields.map((field): FieldValue => {
    if (field.files === undefined) return field;
    const values = field.files.map((file) => {
      const id = discord.mint.snowflake();
      files.set(id, file);
      return id;
    });
    return { customId: field.customId, values };
  });
  const resolved =
    files.size === 0 ? {} : { resolved: { attachments: await resolveFiles(discord, files) } };
  return { fields: named, resolved };
};
