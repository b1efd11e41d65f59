import type { Affine } from '../run/FastProgram.js';
import type { FittedInstruction } from './fitRows.js';

/** A value that needs room: floats, and whether it is filled before the first instruction or read after the last. */
export interface Tenant {
  readonly value: number;
  readonly size: Affine;
  readonly isInput: boolean;
  readonly isResult: boolean;
}

interface Slot {
  size: Affine;
  isFree: boolean;
}

/**
 * Gives every value a place from byte 0 on, such that two values share a place only if one is done with before the other
 * begins. Sizes differ with the number of rows, so a place has the greater base and the greater growth of all that use it.
 */
export function layOut(
  tenants: readonly Tenant[],
  instructions: readonly FittedInstruction[],
): { readonly places: ReadonlyMap<number, Affine>; readonly end: Affine } {
  const spans = spansOf(tenants, instructions);
  const slots: Slot[] = [];
  const slotOf = new Map<number, Slot>();
  const take = ({ value, size }: Tenant) => slotOf.set(value, takeSlot(slots, bytesOf(size)));

  for (const tenant of tenants) if (tenant.isInput) take(tenant);
  for (let i = 0; i < instructions.length; i++) {
    for (const tenant of spans.beginning[i]!) take(tenant);
    for (const { value } of spans.ending[i]!) slotOf.get(value)!.isFree = true;
  }
  for (const tenant of tenants) if (!slotOf.has(tenant.value)) take(tenant);

  const starts = new Map<Slot, Affine>();
  let end: Affine = { base: 0, perRow: 0 };
  for (const slot of slots) {
    starts.set(slot, end);
    end = { base: end.base + slot.size.base, perRow: end.perRow + slot.size.perRow };
  }
  return { places: new Map([...slotOf].map(([value, slot]) => [value, starts.get(slot)!])), end };
}

/** For each instruction, which values are first and last met there. */
function spansOf(tenants: readonly Tenant[], instructions: readonly FittedInstruction[]) {
  const byValue = new Map(tenants.map((tenant) => [tenant.value, tenant]));
  const first = new Map<Tenant, number>();
  const last = new Map<Tenant, number>();
  instructions.forEach(({ words }, i) => {
    for (const { value } of words) {
      const tenant = value === undefined ? undefined : byValue.get(value);
      if (tenant === undefined) continue;
      if (!first.has(tenant)) first.set(tenant, i);
      last.set(tenant, i);
    }
  });
  const beginning = instructions.map((): Tenant[] => []);
  const ending = instructions.map((): Tenant[] => []);
  for (const [tenant, i] of first) if (!tenant.isInput) beginning[i]!.push(tenant);
  for (const [tenant, i] of last) if (!tenant.isResult) ending[i]!.push(tenant);
  return { beginning, ending };
}

/** Takes the free slot that has to grow least, or a new one. */
function takeSlot(slots: Slot[], size: Affine): Slot {
  const growth = (slot: Slot) =>
    Math.max(0, size.base - slot.size.base) + 32 * Math.max(0, size.perRow - slot.size.perRow);
  let best: Slot | undefined;
  for (const slot of slots) if (slot.isFree && (best === undefined || growth(slot) < growth(best))) best = slot;
  if (best === undefined) {
    best = { size, isFree: false };
    slots.push(best);
  } else {
    best.isFree = false;
    best.size = {
      base: Math.max(best.size.base, size.base),
      perRow: Math.max(best.size.perRow, size.perRow),
    };
  }
  return best;
}

/**
 * Whole cache lines for any number of rows, so that a tile's rows do not straddle two; and room for one more vector, since
 * an elementwise loop may write that far beyond its last row.
 */
function bytesOf({ base, perRow }: Affine): Affine {
  return { base: lines(base + 4), perRow: lines(perRow) };
}

function lines(floats: number): number {
  return Math.ceil(floats / 16) * 64;
}
