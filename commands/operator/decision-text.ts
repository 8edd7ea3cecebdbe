import { displayPrompt } from '#discord/screens/display-prompt.ts';
import { reasonText } from '#discord/screens/reason-text.ts';
import type { Decision } from '#domain/decision.ts';
import type { Translator } from '#i18n/translator.ts';

const REASON_CHARACTERS_MAX = 120;
const SETTINGS_CHARACTERS_MAX = 200;

/**
 * A decision in one line. Settings have their stored names, so that they can be searched for; people, roles and
 * channels are mentions. `isHere`: the decision is about the server that it is shown in; in other servers Discord shows
 * no names for roles and channels, so they are given by id.
 */
export function decisionText(translator: Translator, decision: Decision, isHere: boolean): string {
  const { say } = translator;
  const quoted = (reason: string) => reasonText(translator, reason, REASON_CHARACTERS_MAX);
  switch (decision.kind) {
    case 'granted':
      return say('log.granted', { credits: decision.credits, reason: quoted(decision.reason) });
    case 'corrected':
      return say('log.corrected', { credits: decision.credits, reason: quoted(decision.reason) });
    case 'taken-down':
      return say('log.taken-down', { jobId: decision.jobId });
    case 'report-dismissed':
      return say('log.report-dismissed', { jobId: decision.jobId });
    case 'member-blocked':
      return say('log.member-blocked', {
        person: personText(translator, decision.userId),
        state: decision.blocked ? 'blocked' : 'free',
      });
    case 'links-renewed':
      return say('log.links-renewed');
    case 'erased':
      return say('log.erased', { whose: decision.whose });
    case 'approved':
      return say('log.approved');
    case 'blocked':
      return decision.reason === null
        ? say('log.unblocked')
        : say('log.blocked', { reason: quoted(decision.reason) });
    case 'words':
      return say('log.words', { added: decision.add.length, removed: decision.remove.length });
    default: {
      // A setting with several parts has one name, which is printed once, followed by each part.
      const { kind, ...details } = decision;
      const settings =
        'limits' in details ? details.limits : 'quota' in details ? details.quota : details;
      const named = Object.entries(settings).map(([name, value]) =>
        settingText(translator, { name, value, isHere }),
      );
      return say('log.settings', { what: [kind, ...named].join(' ') });
    }
  }
}

/** The placeholder id of an erased person. */
const FORGOTTEN = '0';

const personText = ({ say }: Translator, id: string): string =>
  id === FORGOTTEN ? say('log.forgotten') : `<@${id}>`;

function settingText(
  translator: Translator,
  {
    name,
    value,
    isHere,
  }: { readonly name: string; readonly value: unknown; readonly isHere: boolean },
): string {
  const id = String(value);
  const place = (mention: string) => (isHere ? mention : `${mention} (\`${id}\`)`);
  if (value !== null) {
    if (name === 'userId') return personText(translator, id);
    if (name === 'roleId') return place(`<@&${id}>`);
    if (name === 'channelId') return place(`<#${id}>`);
    if (name === 'noticeChannelId') return `${name} ${place(`<#${id}>`)}`;
  }
  // Without JSON punctuation.
  const text = `${name} ${JSON.stringify(value).replace(/["{}]/g, '')}`;
  return displayPrompt(text, SETTINGS_CHARACTERS_MAX);
}
