/**
 * The shortest beginnings that tell ids apart, all of one length.
 *
 * @param least at least so many characters
 * @returns by id; of ids that begin alike for over 24 characters the whole
 */
export function shortIds(ids: readonly string[], least = 8): Map<string, string> {
  const all = [...new Set(ids)];
  for (let length = least; length <= 24; length++) {
    const cut = all.map((id) => id.slice(0, length));
    if (new Set(cut).size === all.length) return new Map(all.map((id, at) => [id, cut[at]!]));
  }
  return new Map(all.map((id) => [id, id]));
}
