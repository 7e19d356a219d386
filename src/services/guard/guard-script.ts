import posix from '../../../resources/guard/guard.sh?raw'
import powershell from '../../../resources/guard/guard.ps1?raw'

/** The text of the guard's program, built into whatever installs it: an update or a move of the app cannot lose it. */
export const guardScript: string = process.platform === 'win32' ? powershell : posix
