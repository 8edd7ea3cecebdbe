import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { Rejection } from '#domain/rejection.ts';
import type { Translator } from '#i18n/translator.ts';
import type { Rows } from './button-layout.ts';
import { encodeCustomId } from './custom-id.ts';

/** The button that asks for a job once more whose pictures are gone; none for any other refusal. */
export function againRows({ say }: Translator, rejection: Rejection): Rows {
  if (rejection.kind !== 'files-removed' || rejection.again === null) return [];
  const button = { action: 'reroll', cell: null } as const;
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Primary,
          label: say('button.run-again'),
          custom_id: encodeCustomId({ kind: 'button', jobId: rejection.again, button }),
        },
      ],
    },
  ];
}
