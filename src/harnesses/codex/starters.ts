/** The tool that starts a subagent. */
const starters: readonly string[] = ['spawn_agent'];
export default starters;
