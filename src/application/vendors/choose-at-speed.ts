import type { AppContext } from '#application/app-context.ts';
import type { WrittenPrompt } from '#application/requests/written-prompt.ts';
import type { ActionName } from '#domain/action.ts';
import type { Speed } from '#domain/speed.ts';
import { chooseVendor, type VendorChoice } from './choose-vendor.ts';

/** A speed that is merely a setting gives way to the usual one where nobody has it. */
export async function chooseAtSpeed(
  context: AppContext,
  action: ActionName,
  { parsed, speed, isSpeedTyped }: Pick<WrittenPrompt, 'parsed' | 'speed' | 'isSpeedTyped'>,
): Promise<{ readonly speed: Speed; readonly choice: VendorChoice }> {
  const choice = await chooseVendor(context, { action, parsed, speed });
  if (choice.kind === 'chosen' || isSpeedTyped || speed === 'fast') return { speed, choice };
  const usual = await chooseVendor(context, { action, parsed, speed: 'fast' });
  return usual.kind === 'chosen' ? { speed: 'fast', choice: usual } : { speed, choice };
}
