import { type InstructionForm, instructions } from '../../lib/engine/fast/kernels/instructions.js';

/** @returns AssemblyScript: `run`, which walks a program in memory and calls each instruction's function. */
export function generateInterpreter(): string {
  const files = [...new Set(instructions.map(({ file }) => file))];
  const imports = files.map(
    (file) =>
      `import { ${instructions
        .filter((form) => form.file === file)
        .map((form) => functionOf(form))
        .join(', ')} } from './${file}';`,
  );
  const cases = instructions.map((form, code) => {
    const { operands } = form;
    const words = operands.map((operand, i) => `load<${operand.endsWith(':f32') ? 'f32' : 'i32'}>(pc, ${4 * (i + 1)})`);
    return `      case ${code}: {
        ${functionOf(form)}(${words.join(', ')});
        pc += ${4 * (operands.length + 1)};
        break;
      }`;
  });
  return `${imports.join('\n')}

/** Runs the instructions from address \`pc\` up to \`end\`. */
export function run(pc: usize, end: usize): void {
  while (pc < end) {
    switch (load<i32>(pc)) {
${cases.join('\n')}
      default:
        unreachable();
    }
  }
}`;
}

/** The function's name in its file; an elementwise loop must not be taken for the function on four lanes that it applies. */
function functionOf({ name, file }: InstructionForm): string {
  return file === 'elementwise' ? `${name}Each` : name;
}
