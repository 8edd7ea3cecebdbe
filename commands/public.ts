import { visibilityCommand } from '#discord/commands/switch-setting.ts';

export default visibilityCommand('public', 'Switch to public mode');
