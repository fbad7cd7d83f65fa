/** AssemblyScript's names for its numbers: `skim-memory.ts` is read by its compiler, too. */
type i32 = number;
type usize = number;
