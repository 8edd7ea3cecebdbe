import type { GivenFile } from '#application/requests/take-images.ts';
import type { CommandInteraction } from '#discord/gateway/interaction.ts';

/** The picture of a command that takes a file or a link; the file if there are both. */
export function givenFiles({ files, options }: CommandInteraction): readonly GivenFile[] {
  const file = files.get('image');
  if (file !== undefined) return [{ kind: 'file', url: file.url, bytes: file.bytes }];
  const link = String(options.get('link') ?? '')
    .trim()
    .replace(/^<(.*)>$/, '$1');
  return link === '' ? [] : [{ kind: 'link', url: link, bytes: null }];
}
