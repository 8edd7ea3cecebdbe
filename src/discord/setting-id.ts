/** Custom ids of the settings panel: `f1.s.<token>`, in a spelling that no job's component has. */
const PREFIX = 'f1.s.';

/** Everything on the panel that can be used. */
export const SETTING_CONTROLS = [
  'version',
  'raw',
  'stylize-50',
  'stylize-100',
  'stylize-250',
  'stylize-750',
  'personal',
  'public',
  'remix',
  'strong',
  'subtle',
  'turbo',
  'fast',
  'relax',
  'reset',
] as const;
export type SettingControl = (typeof SETTING_CONTROLS)[number];

export const encodeSettingId = (control: SettingControl): string => `${PREFIX}${control}`;

/** The control of a custom id, or null for any other. */
export function decodeSettingId(text: string): SettingControl | null {
  if (!text.startsWith(PREFIX)) return null;
  const token = text.slice(PREFIX.length);
  return SETTING_CONTROLS.find((control) => control === token) ?? null;
}
