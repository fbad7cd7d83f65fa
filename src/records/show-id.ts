const ID = /\b([a-z]{1,8}_\d{14}_[0-9a-f]{3})[0-9a-f]{7}\b/g;

/** A cell with its ids cut to a beginning that tells records of one second apart, and that commands take. */
export const showIds = (cell: string): string => cell.replace(ID, '$1');
