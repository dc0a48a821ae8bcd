// Vitest runs this before every file of tests.
export {};
