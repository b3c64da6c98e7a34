/**
 * Loaded before the program (node --import): the wall clock of this process jumps to the offset, in milliseconds, that stands in
 * the file REDWATCH_FAULT_CLOCK whenever the process gets SIGUSR2. Timers and the monotonic clock go on, as when an operator or a
 * time service sets a machine's clock.
 */
import { readFileSync } from 'node:fs';

const Real = Date;
let offset = 0;

class Shifted extends Real {
  constructor(...parts) {
    if (parts.length === 0) super(Real.now() + offset);
    else super(...parts);
  }
  static now() {
    return Real.now() + offset;
  }
}
globalThis.Date = Shifted;

function jump() {
  offset = Number(readFileSync(process.env.REDWATCH_FAULT_CLOCK, 'utf8')) || 0;
}
jump();
process.on('SIGUSR2', jump);
