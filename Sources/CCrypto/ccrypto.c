#include "ccrypto.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

int ccrypto_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
    unsigned int length = 0;
    return EVP_Digest(bytes, count, digest, &length, EVP_sha256(), NULL);
}

int ccrypto_hmac_sha256(const uint8_t *key, size_t key_count,
                        const uint8_t *bytes, size_t count, uint8_t *code) {
    unsigned int length = 0;
    return HMAC(EVP_sha256(), key, (int)key_count, bytes, count, code, &length) != NULL;
}
