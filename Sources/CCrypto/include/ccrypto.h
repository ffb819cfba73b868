// The door to libcrypto: the two digests Duebell needs, without OpenSSL's types.
#ifndef DUEBELL_CCRYPTO_H
#define DUEBELL_CCRYPTO_H

#include <stddef.h>
#include <stdint.h>

/// SHA-256 (FIPS 180-4) of `count` bytes into `digest`, which holds 32 bytes. 1 on success.
int ccrypto_sha256(const uint8_t *bytes, size_t count, uint8_t *digest);

/// HMAC-SHA256 (RFC 2104) into `code`, which holds 32 bytes. 1 on success.
int ccrypto_hmac_sha256(const uint8_t *key, size_t key_count,
                        const uint8_t *bytes, size_t count, uint8_t *code);

#endif
