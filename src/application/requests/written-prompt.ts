import type { Inside } from '#application/inside.ts';
import type { UserId } from '#domain/ids.ts';
import { panelParameters, type Visibility } from '#domain/member-settings.ts';
import { withDefaults } from '#domain/prompt/change.ts';
import { checkPrompt } from '#domain/prompt/check.ts';
import { type AttachedLinks, withAttached } from '#domain/prompt/links.ts';
import { expandOptions } from '#domain/prompt/options.ts';
import { parsePrompt } from '#domain/prompt/parse.ts';
import type { ParsedPrompt } from '#domain/prompt/prompt.ts';
import { speedOf, visibilityOf } from '#domain/prompt/read.ts';
import type { Speed } from '#domain/speed.ts';
import { speedOfJob } from '#domain/speed-of-job.ts';

/** A prompt with all that its writer's settings add to it. */
export type WrittenPrompt = {
  /** The prompt by itself, custom options written out. */
  readonly typed: ParsedPrompt;
  readonly parsed: ParsedPrompt;
  readonly speed: Speed;
  /** The prompt itself names the speed; otherwise another one will do. */
  readonly isSpeedTyped: boolean;
  readonly visibility: Visibility;
};

/** Writes custom options out, then adds the suffix and the panel's settings where the prompt is silent. */
export async function writtenPrompt(
  inside: Pick<Inside, 'store'>,
  userId: UserId,
  text: string,
  attached: AttachedLinks | null = null,
): Promise<WrittenPrompt> {
  const [settings, options] = await Promise.all([
    inside.store.memberSettings(userId),
    inside.store.customOptions(userId),
  ]);
  const typed = parsePrompt(expandOptions(text, options));
  const suffix = parsePrompt(expandOptions(settings.suffix, options)).parameters;
  const settled = panelParameters(settings).reduce(
    (prompt, parameter) => {
      const added = withDefaults(prompt, [parameter]);
      // What the model that was asked for does not know is no reason to refuse what was typed.
      return checkPrompt(added).length > checkPrompt(prompt).length ? prompt : added;
    },
    withDefaults(typed, suffix),
  );
  // Last, because what a reference is called depends on the version.
  const parsed = attached === null ? settled : withAttached(settled, attached);
  const speed = speedOf(parsed);
  return {
    typed,
    parsed,
    speed: speedOfJob('imagine', parsed, speed ?? settings.speed ?? 'fast'),
    isSpeedTyped: speed !== null,
    visibility: visibilityOf(parsed) ?? settings.visibility,
  };
}
