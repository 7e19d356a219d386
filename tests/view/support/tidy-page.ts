import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// Files share a page, so what one test drew must not be there for the next.
afterEach(cleanup)
