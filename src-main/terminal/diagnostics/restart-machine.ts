import { spawn } from 'node:child_process';
import type { Config } from '../../contract/config.ts';

/**
 * Runs the configured command that starts the machine anew; whether it may is the system's to say (polkit, sudoers).
 * Without a configured command nothing is ever run. `onRefused` is told when it could not be begun, or ended with an error
 * code: that is how `sudo` and `systemctl` refuse. One that was ended by a signal went down with the machine.
 */
export function restartMachine({ service }: Pick<Config, 'service'>, onRefused: () => void): void {
  const [program, ...args] = service?.restartMachine ?? [];
  if (program === undefined) return;
  // Outlives us: the machine takes this process down before the command ends.
  spawn(program, args, { detached: true, stdio: 'ignore' })
    .on('error', onRefused)
    .on('exit', (code) => {
      if (code !== null && code !== 0) onRefused();
    })
    .unref();
}
