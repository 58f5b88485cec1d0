// Computing, as this thread has done it: what else happens on the machine does not count, so a limit on it means the same on a busy one.

/** Milliseconds so far, of this thread alone. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
