import { app } from 'electron'

/**
 * Frees frames from the display while `npm run bench` measures: at 60 Hz a frame waits for up to 16.7 ms, which is the
 * display's time and not ours. Has to run before the app is ready.
 */
export function freeFramesForBench(env: NodeJS.ProcessEnv): void {
  if (env['FIREBREAK_BENCH'] !== '1') return
  app.commandLine.appendSwitch('disable-frame-rate-limit')
  app.commandLine.appendSwitch('disable-gpu-vsync')
}
