// Vite gives the text of a file for these.
declare module '*.sh?raw' {
  const text: string
  export default text
}
declare module '*.ps1?raw' {
  const text: string
  export default text
}
