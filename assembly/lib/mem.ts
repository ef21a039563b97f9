/** Operands of the row interpreter's instructions. */

/** Operand i, u32, of the instruction whose operands start at `pc`. */
// @ts-ignore: decorator
@inline
export function operand(pc: usize, i: usize): usize {
  return <usize>load<u32>(pc + i * 4);
}
