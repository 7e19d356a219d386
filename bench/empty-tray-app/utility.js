// Nothing, for as long as its parent lives.
process.parentPort.on('message', () => {})
