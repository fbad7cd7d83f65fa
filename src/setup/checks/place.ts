import { outerProject } from '../../store/outer.ts';
import { type Check, note } from './contract.ts';

export const place: Check = {
  id: 'place',
  title: 'no other project stands above this one',
  run: (project, ctx) => {
    const outer = outerProject(project, ctx);
    if (outer === null) return [];
    return [
      note(`${outer} has a .kaizen too; it is another project, and this is ${project.root}.`, `ka doctor -t ${outer}`),
    ];
  },
};
