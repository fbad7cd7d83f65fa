/** The tools that start a subagent; `Agent` is the newer name. */
const starters: readonly string[] = ['Task', 'Agent'];
export default starters;
