import type { NeededPermission } from '#domain/needed-permission.ts';
import type { TextKey } from '#i18n/catalogues.ts';
import type { Translator } from '#i18n/translator.ts';

/** The names of permissions in Discord's settings. */
const PERMISSION_KEYS = {
  'view-channel': 'permission.view-channel',
  connect: 'permission.connect',
  'send-messages': 'permission.send-messages',
  'send-messages-in-threads': 'permission.send-messages-in-threads',
  'attach-files': 'permission.attach-files',
  'embed-links': 'permission.embed-links',
} as const satisfies Record<NeededPermission, TextKey>;

/** Permissions in a sentence, named as in Discord's settings. */
export const permissionNames = (
  { say, list }: Translator,
  permissions: readonly NeededPermission[],
): string => list(permissions.map((name) => `**${say(PERMISSION_KEYS[name])}**`));
