/**
 * The numbers themselves: not a view into something larger, which would be sent whole, nor shared memory, which would be sent
 * uncopied although its owner may write to it.
 */
export function compact(array: Float32Array): Float32Array {
  const { buffer, byteLength } = array;
  return byteLength === buffer.byteLength && buffer instanceof ArrayBuffer ? array : array.slice();
}
