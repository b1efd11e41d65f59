/**
 * A backend whose product of a few rows is another program than that of many rounds differently in each. Where it is always
 * asked for as many rows, what it says of one does not depend on the others.
 */

/** Rows in blocks of one size, the last filled up with zeros. */
export function cutIntoBlocks(x: Float32Array, rows: number, block: number): Float32Array[] {
  const width = x.length / rows;
  return Array.from({ length: Math.ceil(rows / block) }, (_, i) => {
    const filled = new Float32Array(block * width);
    filled.set(x.subarray(i * block * width, (i + 1) * block * width));
    return filled;
  });
}

/** What was said of the rows, without what was said of the zeros. */
export function joinBlocks(outputs: readonly Float32Array[], rows: number, block: number): Float32Array {
  const width = outputs[0]!.length / block;
  const joined = new Float32Array(rows * width);
  for (const [i, output] of outputs.entries()) {
    joined.set(output.subarray(0, (rows - i * block) * width), i * block * width);
  }
  return joined;
}
