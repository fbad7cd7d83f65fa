/** The tool that starts a subagent. An exported session comes without those of its subagents. */
const starters: readonly string[] = ['task'];
export default starters;
