import type { PriceOutcome } from '#application/accounts/credit-service.ts';
import type { AppContext } from '#application/app-context.ts';
import type { VendorChoice } from '#application/vendors/choose-vendor.ts';
import { chooseAtSpeed } from '#application/vendors/choose-vendor.ts';
import { jobTerms } from '#application/vendors/job-terms.ts';
import type { GuildId, UserId } from '#domain/ids.ts';
import { expandPermutations, groupProblem } from '#domain/prompt/permutations.ts';
import { BATCH_MAX } from '#domain/queue.ts';
import type { Speed } from '#domain/speed.ts';
import { promptsOf, tooMany } from './batch-prompts.ts';
import { beginningAt, promptRejected, promptWriter, type WrittenPrompt } from './written-prompt.ts';

/**
 * The price of the prompt, found as by `/imagine`: with the person's own settings and options, for all its jobs. Books
 * nothing.
 */
export async function priceOfPrompt(
  context: AppContext,
  asked: { readonly guildId: GuildId; readonly userId: UserId; readonly prompt: string },
): Promise<PriceOutcome> {
  const { guildId, userId, prompt } = asked;
  const unread = groupProblem(prompt);
  if (unread !== null) return promptRejected(unread);
  const expanded = expandPermutations(prompt, BATCH_MAX);
  if (expanded.kind === 'too-many') return tooMany(expanded.count, BATCH_MAX);
  const write = await promptWriter(context, userId);
  const [text = '', ...others] = expanded.prompts;
  const read = write(text);
  if (read.kind === 'rejected') return read;
  const found = await promptsOf({ written: read.written, others, write }, [], BATCH_MAX);
  if (found.kind !== 'prompts') return found;
  return priceOf(context, guildId, found.prompts);
}

async function priceOf(
  context: AppContext,
  guildId: GuildId,
  prompts: readonly WrittenPrompt[],
): Promise<PriceOutcome> {
  const chosen: Extract<VendorChoice, { readonly kind: 'chosen' }>[] = [];
  for (const written of prompts) {
    if (prompts.length > 1 && written.speed === 'relax') {
      return promptRejected({ kind: 'batch-in-relax' });
    }
    const choice = await chooseAtSpeed(context, beginningAt(written), written);
    if (choice.kind === 'rejected') return choice;
    chosen.push(choice);
  }
  const [first] = chosen;
  if (first === undefined) throw new Error('a prompt without jobs');
  /** The price of all jobs at that speed; null if one of them would run at another. */
  const at = (asked: Speed): number | null => {
    const terms = chosen.map(({ vendor, requirements }) =>
      jobTerms(context, vendor.name, { ...requirements, speed: asked }),
    );
    return terms.every(({ speed }) => speed === asked)
      ? terms.reduce((sum, { credits }) => sum + credits, 0)
      : null;
  };
  const own = chosen.map(({ vendor, requirements }) =>
    jobTerms(context, vendor.name, requirements),
  );
  const speed = own[0]?.speed ?? first.requirements.speed;
  const { monthlyCredits } = context.settings;
  const account = await context.store.account(guildId, monthlyCredits, context.clock.nowMs());
  return {
    kind: 'priced',
    jobs: prompts.length,
    credits: own.reduce((sum, { credits }) => sum + credits, 0),
    speed,
    requestedSpeed: prompts[0]?.speed ?? speed,
    vendorLabel: first.vendor.label,
    others: first.vendor.capabilities.speeds.flatMap((each) => {
      // Several jobs together are refused in relax.
      const isOpen = each !== speed && (each !== 'relax' || prompts.length === 1);
      const credits = isOpen ? at(each) : null;
      return credits === null ? [] : [{ speed: each, credits }];
    }),
    availableCredits: account.available,
  };
}
