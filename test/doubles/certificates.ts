// Certificates for servers of tests, all for one key that is known to everybody: an authority of our own, and by it one for
// imap.acme.example that holds, one that is over, one that is not valid yet, and one for another name.

const pem = (what: string, text: string) => `-----BEGIN ${what}-----\n${text}\n-----END ${what}-----\n`

export const key = pem(
  'PRIVATE KEY',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4cQBq5GIRARrO4SKmMB7e7A5p+C22iwDNQlhYmmZ766hRANCAARu' +
    'qmFO2cidq0l+gB/XjLAr/cMY8mlYwXUvjyysqDNCd2SF6g0nKUhuLuvx6spavFkzym2AtQ6Jbaw+UYPdho6T',
)

export const certificates = {
  authority: pem(
    'CERTIFICATE',
    'MIIBZjCCAQugAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTAgFw0wMDAxMDEwMDAwMDBaGA8y' +
      'MTUwMDEwMTAwMDAwMFowGTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARuqmFO2cid' +
      'q0l+gB/XjLAr/cMY8mlYwXUvjyysqDNCd2SF6g0nKUhuLuvx6spavFkzym2AtQ6Jbaw+UYPdho6To0IwQDAPBgNVHRMBAf8EBTAD' +
      'AQH/MA4GA1UdDwEB/wQEAwICBDAdBgNVHQ4EFgQU7FcdspIJLYfKSH3HNW2Uc3z9hbIwCgYIKoZIzj0EAwIDSQAwRgIhAPQncNuo' +
      'mub20Zea/h+SUzxjuM4UzaN2LREMI+WjWR4oAiEA4tycgx0HZNs5Oy7/SSpCX761i6Z/pU7CfY+nFnB/lRA=',
  ),
  right: pem(
    'CERTIFICATE',
    'MIIBVzCB/6ADAgECAgEFMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MCAXDTAwMDEwMTAwMDAwMFoYDzIx' +
      'NDkwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAVyaWdodDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG6qYU7ZyJ2rSX6AH9eMsCv9' +
      'wxjyaVjBdS+PLKyoM0J3ZIXqDScpSG4u6/Hqylq8WTPKbYC1DoltrD5Rg92GjpOjPzA9MBwGA1UdEQQVMBOCEWltYXAuYWNtZS5l' +
      'eGFtcGxlMB0GA1UdDgQWBBTsVx2ykgkth8pIfcc1bZRzfP2FsjAKBggqhkjOPQQDAgNHADBEAiAAiWam3dEEqS+6UcIhHct8UNrW' +
      'UJiO+KrJuD/MxysugwIgAb4ZFIG1KHicUT/gVhRtr0e2KEn+RyIxSkXWtnvPcuI=',
  ),
  expired: pem(
    'CERTIFICATE',
    'MIIBWDCB/6ADAgECAgECMAoGCCqGSM49BAMCMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MB4XDTAwMDEwMTAwMDAwMFoXDTAx' +
      'MDEwMTAwMDAwMFowEjEQMA4GA1UEAwwHZXhwaXJlZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG6qYU7ZyJ2rSX6AH9eMsCv9' +
      'wxjyaVjBdS+PLKyoM0J3ZIXqDScpSG4u6/Hqylq8WTPKbYC1DoltrD5Rg92GjpOjPzA9MBwGA1UdEQQVMBOCEWltYXAuYWNtZS5l' +
      'eGFtcGxlMB0GA1UdDgQWBBTsVx2ykgkth8pIfcc1bZRzfP2FsjAKBggqhkjOPQQDAgNIADBFAiAdwxhv7pln572WyGPj2u77HK1b' +
      'zQFkF0czds1+WFfSYgIhANYOdRpMYEJVW1ECW+gBBYodlPWO93qt5R3SH5FcYOb/',
  ),
  early: pem(
    'CERTIFICATE',
    'MIIBXDCCAQGgAwIBAgIBAzAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTAiGA8yMTQwMDEwMTAwMDAwMFoY' +
      'DzIxNDkwMTAxMDAwMDAwWjAQMQ4wDAYDVQQDDAVlYXJseTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG6qYU7ZyJ2rSX6AH9eM' +
      'sCv9wxjyaVjBdS+PLKyoM0J3ZIXqDScpSG4u6/Hqylq8WTPKbYC1DoltrD5Rg92GjpOjPzA9MBwGA1UdEQQVMBOCEWltYXAuYWNt' +
      'ZS5leGFtcGxlMB0GA1UdDgQWBBTsVx2ykgkth8pIfcc1bZRzfP2FsjAKBggqhkjOPQQDAgNJADBGAiEA1Dv7vPUTjc2is7kWRkIC' +
      'EqP+QWOsPEao7LV088duj9UCIQDQA4LtrB2TUSOJa+399ShAPJmWTf8sPMu7bynv4zli/w==',
  ),
  other: pem(
    'CERTIFICATE',
    'MIIBXTCCAQSgAwIBAgIBBDAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTAgFw0wMDAxMDEwMDAwMDBaGA8y' +
      'MTQ5MDEwMTAwMDAwMFowEDEOMAwGA1UEAwwFb3RoZXIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARuqmFO2cidq0l+gB/XjLAr' +
      '/cMY8mlYwXUvjyysqDNCd2SF6g0nKUhuLuvx6spavFkzym2AtQ6Jbaw+UYPdho6To0QwQjAhBgNVHREEGjAYghZtYWlsLmVsc2V3' +
      'aGVyZS5leGFtcGxlMB0GA1UdDgQWBBTsVx2ykgkth8pIfcc1bZRzfP2FsjAKBggqhkjOPQQDAgNHADBEAiAanpS2EkyZLAFH+++d' +
      'jhXerjmBE5CaLfY1mPf2YKO3eQIgALX3yG5c2ruReBz6Xt5cdinEw8EdqXN9jzBy9pPsCx0=',
  ),
} as const
