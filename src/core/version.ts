/** The version of Firebreak, as in package.json; a test keeps the two equal. */
export const firebreakVersion = '0.1.0'
