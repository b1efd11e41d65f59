/** `yes` where the condition (1 or 0) is not 0, else `no`; all of one shape. */
export function where(condition: usize, yes: usize, no: usize, out: usize, count: i32): void {
  const end = out + (<usize>count << 2);
  do {
    const chosen = f32x4.ne(v128.load(condition), f32x4.splat(0));
    v128.store(out, v128.bitselect(v128.load(yes), v128.load(no), chosen));
    condition += 16;
    yes += 16;
    no += 16;
    out += 16;
  } while (out < end);
}
