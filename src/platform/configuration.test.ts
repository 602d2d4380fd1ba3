import { describe, expect, test } from 'vitest'
import { addressOf, BadConfiguration, keys, readConfiguration } from '#platform/configuration.ts'

describe('Configuration', () => {
  test('nothing set gives the defaults that one machine needs', () => {
    const configuration = readConfiguration({})
    expect(configuration.PORT).toBe(3000)
    expect(configuration.HOST).toBe('127.0.0.1')
    expect(configuration.ALONGSIDE_DATA).toMatch(/data$/)
    expect(addressOf(configuration)).toBe('http://localhost:3000')
  })

  test('an empty value means the default, as it does in a shell', () => {
    expect(readConfiguration({ PORT: '' }).PORT).toBe(3000)
  })

  test.each([
    ['PORT', '70000'],
    ['PORT', 'eighty'],
    ['DATABASE_URL', 'mysql://localhost/alongside'],
    ['ALONGSIDE_SECRET', 'short'],
    ['ALONGSIDE_ADDRESS', 'alongside.example.org'],
    ['LOG_LEVEL', 'loud'],
    ['SMTP_URL', 'mail.example.org'],
    ['ALONGSIDE_TRUST_PROXY', 'true'],
    ['NOTIFY_TEMPLATE', 'not-an-id'],
    ['ALONGSIDE_UPLOAD_LIMIT_MB', '5e2'],
  ])('%s=%s is refused by the key’s name', (key, value) => {
    expect(() => readConfiguration({ [key]: value })).toThrow(BadConfiguration)
    expect(() => readConfiguration({ [key]: value })).toThrow(key)
  })

  test('every fault is named at once', () => {
    expect(() => readConfiguration({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT[\s\S]*LOG_LEVEL/)
  })

  test('settings that only work together are refused apart', () => {
    expect(() => readConfiguration({ OIDC_ISSUER: 'https://id.example.org' })).toThrow('OIDC_CLIENT_ID')
    expect(() => readConfiguration({ NOTIFY_KEY: 'abc' })).toThrow('NOTIFY_TEMPLATE')
    expect(() =>
      readConfiguration({
        NOTIFY_KEY: 'abc',
        NOTIFY_TEMPLATE: '7b7b0c6e-6a52-4c61-9d7b-0a9c6a3f9f10',
        SMTP_URL: 'smtp://localhost',
      }),
    ).toThrow('choose one')
  })

  test('every key says what it is for', () => {
    for (const [key, schema] of Object.entries(keys)) expect(schema.description, key).toBeTruthy()
  })
})
