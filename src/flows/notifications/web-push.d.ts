// What we use of the library `web-push`, which comes without types.
declare module 'web-push' {
  interface Details {
    endpoint: string
    method: string
    headers: Record<string, string | number>
    body: Buffer
  }

  const webPush: {
    /** Throws where the keys of the subscription are none. */
    generateRequestDetails(
      subscription: { endpoint: string; keys: { p256dh: string; auth: string } },
      payload: string,
      options: {
        TTL: number
        contentEncoding: 'aes128gcm'
        urgency: 'very-low' | 'low' | 'normal' | 'high'
        vapidDetails: { subject: string; publicKey: string; privateKey: string }
      },
    ): Details
  }
  // oxlint-disable-next-line import/no-default-export -- as the library has it
  export default webPush
}
