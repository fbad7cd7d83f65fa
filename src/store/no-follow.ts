import { constants } from 'node:fs';

/** Flag of `open` for files of ka's own: a link in their place may have come with a clone. Windows has none. */
export const NO_FOLLOW: number = constants.O_NOFOLLOW ?? 0;
