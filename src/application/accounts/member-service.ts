/**
 * People's settings and custom options. Relies on the store for each change being one transaction. A change never
 * affects jobs in progress.
 */

import type { AppContext } from '#application/app-context.ts';
import { promptRejected } from '#application/requests/written-prompt.ts';
import type { UserId } from '#domain/ids.ts';
import {
  CUSTOM_OPTIONS_MAX,
  type CustomOption,
  DEFAULT_SETTINGS,
  type MemberSettings,
} from '#domain/member-settings.ts';
import { firstProblem } from '#domain/prompt/check.ts';
import { formatPrompt } from '#domain/prompt/format.ts';
import { optionNameProblem, readPrompt } from '#domain/prompt/options.ts';
import { VERSIONS, type Version } from '#domain/prompt/version.ts';
import type { Rejected } from '#domain/rejection.ts';
import { SPEEDS, type Speed } from '#domain/speed.ts';
import type { MemberStore } from '#ports/member-store.ts';

/** The choices that the configured vendors offer. */
export type Choices = {
  readonly versions: readonly Version[];
  readonly speeds: readonly Speed[];
  /** The parameters of the settings panel that some vendor uses. */
  readonly parameters: readonly ('raw' | 'stylize' | 'profile')[];
  /** Some vendor translates prompts. */
  readonly translates: boolean;
};

/** The new suffix (empty: removed), or why it was refused. */
export type SuffixOutcome = { readonly kind: 'set'; readonly suffix: string } | Rejected;

/** The outcome of a change; `unknown`: there was no option of that name to remove. */
export type OptionChange =
  | { readonly kind: 'saved' | 'removed' | 'unknown'; readonly option: CustomOption }
  | Rejected;

/** A person's settings and custom options. They apply in every server. */
export type MemberService = {
  settings(userId: UserId): Promise<MemberSettings>;
  choices(): Choices;
  change(userId: UserId, changes: Partial<MemberSettings>): Promise<MemberSettings>;
  reset(userId: UserId): Promise<MemberSettings>;
  /** Parameters alone; empty removes it. */
  setSuffix(userId: UserId, text: string): Promise<SuffixOutcome>;
  options(userId: UserId): Promise<readonly CustomOption[]>;
  /** An empty value removes the option. */
  setOption(userId: UserId, option: CustomOption): Promise<OptionChange>;
};

const PANEL_PARAMETERS = ['raw', 'stylize', 'profile'] as const;

/** The service over its ports. */
export function createMemberService({
  store,
  vendors,
}: Pick<AppContext, 'vendors'> & { readonly store: MemberStore }): MemberService {
  return {
    settings: (userId) => store.memberSettings(userId),
    choices: () => {
      const all = vendors.map(({ capabilities }) => capabilities);
      return {
        versions: VERSIONS.filter((version) =>
          all.some(({ actions }) => actions.imagine?.versions?.includes(version) ?? true),
        ),
        speeds: SPEEDS.filter((speed) => all.some(({ speeds }) => speeds.includes(speed))),
        parameters: PANEL_PARAMETERS.filter((name) =>
          all.some(({ parameters }) => parameters === 'all' || parameters.includes(name)),
        ),
        translates: all.some(({ translates }) => translates === true),
      };
    },
    change: (userId, changes) => store.changeMemberSettings(userId, changes),
    reset: (userId) => store.changeMemberSettings(userId, DEFAULT_SETTINGS),
    setSuffix: async (userId, text) => {
      const read = readPrompt(text, await store.customOptions(userId));
      if (read.kind === 'refused') return promptRejected(read.problem);
      const { parsed } = read;
      const problem = firstProblem(parsed, { use: 'suffix' });
      if (problem !== null) return promptRejected(problem);
      const { suffix } = await store.changeMemberSettings(userId, { suffix: formatPrompt(parsed) });
      return { kind: 'set', suffix };
    },
    options: (userId) => store.customOptions(userId),
    setOption: async (userId, { name: typed, value }) => {
      const name = typed.trim().replace(/^--/, '').toLowerCase();
      const problem = optionNameProblem(name);
      if (problem !== null) return promptRejected(problem);
      const option = { name, value: value.trim() };
      const outcome = await store.saveCustomOption(userId, option, CUSTOM_OPTIONS_MAX);
      return outcome === 'too-many'
        ? promptRejected({ kind: 'too-many-options', max: CUSTOM_OPTIONS_MAX })
        : { kind: outcome, option };
    },
  };
}
