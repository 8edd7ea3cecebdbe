import { speedCommand } from '#discord/commands/switch-setting.ts';

export default speedCommand('fast', 'Switch to fast mode');
