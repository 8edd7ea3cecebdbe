import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { JobId } from '#domain/ids.ts';
import type { Translator } from '#i18n/translator.ts';
import type { Rows } from './button-layout.ts';
import { encodeCustomId } from './custom-id.ts';

/** The row with the red button that stops the job. */
export function cancelRow({ say }: Translator, jobId: JobId): Rows {
  return [
    {
      type: ComponentType.ActionRow,
      components: [
        {
          type: ComponentType.Button,
          style: ButtonStyle.Danger,
          label: say('button.cancel-job'),
          custom_id: encodeCustomId({ kind: 'control', jobId, control: 'cancel' }),
        },
      ],
    },
  ];
}
