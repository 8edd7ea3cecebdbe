/** Midjourney's buttons as proxies list them, by what the result is and which version made it. */
import { CELLS } from '#domain/geometry.ts';
import { type EngineVersion, generationOf } from './read-prompt.ts';

export type MidjourneySurface = 'grid' | 'solo' | 'upscaled' | 'videos' | 'none';

export type MidjourneyButton = {
  readonly customId: string;
  readonly emoji: string;
  readonly label: string;
  readonly style: number;
  readonly type: number;
};

const button = (customId: string, label: string, emoji = ''): MidjourneyButton => ({
  customId,
  emoji,
  label,
  style: 2,
  type: 2,
});

/** The buttons of one result; `hash` is Midjourney's own id of it. */
export function midjourneyButtons(
  surface: MidjourneySurface,
  version: EngineVersion,
  hash: string,
): readonly MidjourneyButton[] {
  const job = (name: string, label: string, emoji = '') =>
    button(`MJ::JOB::${name}::1::${hash}::SOLO`, label, emoji);
  const reroll = button(`MJ::JOB::reroll::0::${hash}::SOLO`, '', '🔄');
  const vary = [
    job('low_variation', 'Vary (Subtle)', '🪄'),
    job('high_variation', 'Vary (Strong)', '🪄'),
  ];
  const animate = [
    job('animate_high', 'Animate (High motion)', '🎞️'),
    job('animate_low', 'Animate (Low motion)', '🎞️'),
  ];
  switch (surface) {
    case 'grid':
      return [
        ...CELLS.map((cell) => button(`MJ::JOB::upsample::${cell}::${hash}`, `U${cell}`)),
        ...CELLS.map((cell) => button(`MJ::JOB::variation::${cell}::${hash}`, `V${cell}`)),
        reroll,
      ];
    case 'solo':
      return [
        ...upscaleNames(version).map((name) => job(name, 'Upscale', 'upscale_1')),
        ...vary,
        button(`MJ::Inpaint::1::${hash}::SOLO`, 'Vary (Region)', '🖌️'),
        ...(generationOf(version) >= 5 && generationOf(version) < 8 ? extendButtons(hash) : []),
        ...animate,
        reroll,
      ];
    case 'upscaled':
      return [
        ...upscaleNames(version).map((name) => job(name, 'Redo Upscale', 'upscale_1')),
        ...vary,
        ...animate,
        reroll,
      ];
    case 'videos':
      return [
        ...CELLS.map((cell) => button(`MJ::JOB::video_virtual_upscale::${cell}::${hash}`, 'U')),
        button(`MJ::JOB::animate_high_extend::1::${hash}`, 'Extend (High motion)'),
        button(`MJ::JOB::animate_low_extend::1::${hash}`, 'Extend (Low motion)'),
      ];
    case 'none':
      return [];
    default:
      return surface satisfies never;
  }
}

function upscaleNames(version: EngineVersion): readonly string[] {
  const generation = generationOf(version);
  if (generation < 5 || generation >= 8) return [];
  if (generation < 6) return ['upsample_v5_2x', 'upsample_v5_4x'];
  const engine = generation >= 7 ? 'v7' : generation > 6 ? 'v6r1' : 'v6';
  return [`upsample_${engine}_2x_subtle`, `upsample_${engine}_2x_creative`];
}

const extendButtons = (hash: string): readonly MidjourneyButton[] => [
  button(`MJ::Outpaint::50::1::${hash}::SOLO`, 'Zoom Out 2x', '🔍'),
  button(`MJ::Outpaint::75::1::${hash}::SOLO`, 'Zoom Out 1.5x', '🔍'),
  button(`MJ::CustomZoom::${hash}`, 'Custom Zoom', '🔍'),
  ...[
    ['left', '⬅️'],
    ['right', '➡️'],
    ['up', '⬆️'],
    ['down', '⬇️'],
  ].map(([direction, emoji]) =>
    button(`MJ::JOB::pan_${direction}::1::${hash}::SOLO`, '', emoji ?? ''),
  ),
];
