import { speedCommand } from '#discord/commands/switch-setting.ts';

export default speedCommand('relax', 'Switch to relax mode');
