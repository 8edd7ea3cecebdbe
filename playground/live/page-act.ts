import type { FilledOption, PersonAct, PersonFile } from '#playground/discord/people/person-act.ts';
import type { PageRequest } from '#playground/page/protocol.ts';

type ActRequest = Extract<PageRequest, { readonly nonce: string }>;

const fileOf = (file: { name: string; contentType: string; base64: string }): PersonFile => ({
  name: file.name,
  contentType: file.contentType,
  bytes: new Uint8Array(Buffer.from(file.base64, 'base64')),
});

const renamed = (
  options: readonly FilledOption[],
  ids: ReadonlyMap<string, string>,
): readonly FilledOption[] =>
  options.map((option) => ({
    ...option,
    ...(option.type === 11 && typeof option.value === 'string'
      ? { value: ids.get(option.value) ?? option.value }
      : {}),
    ...(option.options === undefined ? {} : { options: renamed(option.options, ids) }),
  }));

/** True for what the bot hears of as an interaction. */
export const isActRequest = (request: PageRequest): request is ActRequest => 'nonce' in request;

/**
 * What the page asked as an act of its person. The page's own file ids become Discord's, and the
 * nonce of the act that opened a modal becomes its interaction.
 */
export const pageAct = (
  request: ActRequest,
  context: {
    readonly interactionOf: (nonce: string) => string | undefined;
    readonly fileId: () => string;
  },
): PersonAct => {
  const { channelId } = request;
  switch (request.type) {
    case 'run-command': {
      const ids = new Map(request.attachments.map((file) => [file.id, context.fileId()]));
      return {
        kind: 'command',
        channelId,
        commandId: request.commandId,
        options: renamed(request.options, ids),
        files: new Map(request.attachments.map((file) => [ids.get(file.id) ?? '', fileOf(file)])),
      };
    }
    case 'run-context-command':
      return {
        kind: 'context-command',
        channelId,
        commandId: request.commandId,
        targetId: request.targetId,
      };
    case 'autocomplete':
      return {
        kind: 'autocomplete',
        channelId,
        commandId: request.commandId,
        options: request.options,
      };
    case 'press':
      return {
        kind: 'press',
        channelId,
        messageId: request.messageId,
        customId: request.customId,
        values: request.values ?? [],
        forged: false,
      };
    case 'submit-modal':
      return {
        kind: 'submit-modal',
        channelId,
        openedBy: context.interactionOf(request.openedBy) ?? '',
        fields: request.fields,
      };
    default:
      return request satisfies never;
  }
};
