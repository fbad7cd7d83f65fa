/** The tools that start a subagent. */
const starters: readonly string[] = ['invoke_agent', 'delegate_to_agent'];
export default starters;
