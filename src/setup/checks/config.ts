import { readConfig } from '../../store/config.ts';
import { type Check, findings } from './contract.ts';

export const config: Check = {
  id: 'config',
  title: '.kaizen/config.yaml is understood',
  run: (project, ctx) =>
    findings(() => {
      readConfig(project, ctx);
      return [];
    }),
};
