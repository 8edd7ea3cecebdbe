import { speedCommand } from '#discord/commands/switch-setting.ts';

export default speedCommand('turbo', 'Switch to turbo mode');
