/** What the page does by itself: sorts tables by their heads, opens and closes the parts of a session. */
export const SCRIPT = `
const said = document.getElementById('said');
const valueOf = (body, column, kind) => {
  const { by } = body.rows[0].cells[column].dataset;
  return by === '' ? null : kind === 'text' || kind === 'time' ? by : Number(by);
};
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.tHead.rows[0].cells];
  for (const [column, head] of heads.entries()) {
    head.querySelector('button').addEventListener('click', () => {
      const now = head.getAttribute('aria-sort');
      const down = now === null ? head.dataset.kind !== 'text' : now === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const bodies = [...table.tBodies].map((body) => ({ body, value: valueOf(body, column, head.dataset.kind) }));
      bodies.sort((a, b) =>
        a.value === null || b.value === null
          ? (a.value === null) - (b.value === null)
          : (down ? -1 : 1) * compare(a.value, b.value));
      table.append(...bodies.map(({ body }) => body));
      said.textContent = 'sorted by ' + head.textContent.trim() + (down ? ', greatest first' : ', least first');
    });
  }
}
for (const button of document.querySelectorAll('button.opens')) {
  button.addEventListener('click', () => {
    const part = document.getElementById(button.getAttribute('aria-controls'));
    part.hidden = !part.hidden;
    button.setAttribute('aria-expanded', String(!part.hidden));
  });
}
`;
