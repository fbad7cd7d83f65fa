/** Milliseconds of CPU time that the work took. Unlike the clock they do not grow with what else the machine has to do. */
export function cpuTimeOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
