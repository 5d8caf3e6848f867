/* The calls of ipsec-mb are macros over a struct that differs between versions: C has to make them. */

#include <intel-ipsec-mb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = IMB_MAX_BURST_SIZE, MAC_MAX = 64, BLOCK_MAX = 128 };

struct otp_ipsec_mb {
    IMB_MGR *manager;
    IMB_HASH_ALG hash;
    uint8_t inner[MAC_MAX], outer[MAC_MAX];
    uint8_t messages[LANES][8];
    uint8_t macs[LANES][MAC_MAX];
    IMB_JOB jobs[LANES];
};

/* The midstate of HMAC for one pad. The key is no longer than a block. */
static void midstate(struct otp_ipsec_mb *this, const uint8_t *key, size_t key_len, uint8_t pad, uint8_t *out)
{
    uint8_t block[BLOCK_MAX];
    memset(block, pad, sizeof block);
    for (size_t i = 0; i < key_len; i++)
        block[i] ^= key[i];
    switch (this->hash) {
    case IMB_AUTH_HMAC_SHA_1:
        IMB_SHA1_ONE_BLOCK(this->manager, block, out);
        break;
    case IMB_AUTH_HMAC_SHA_256:
        IMB_SHA256_ONE_BLOCK(this->manager, block, out);
        break;
    default:
        IMB_SHA512_ONE_BLOCK(this->manager, block, out);
    }
}

void otp_ipsec_mb_key(struct otp_ipsec_mb *this, const uint8_t *key, size_t key_len)
{
    midstate(this, key, key_len, 0x36, this->inner);
    midstate(this, key, key_len, 0x5c, this->outer);
}

void otp_ipsec_mb_free(struct otp_ipsec_mb *this)
{
    if (this->manager)
        free_mb_mgr(this->manager);
    free(this);
}

struct otp_ipsec_mb *otp_ipsec_mb_new(size_t mac_len)
{
    struct otp_ipsec_mb *this = calloc(1, sizeof *this);
    if (!this)
        return NULL;
    this->manager = alloc_mb_mgr(0);
    if (!this->manager) {
        otp_ipsec_mb_free(this);
        return NULL;
    }
    init_mb_mgr_auto(this->manager, NULL);
    this->hash = mac_len == 20   ? IMB_AUTH_HMAC_SHA_1
                 : mac_len == 32 ? IMB_AUTH_HMAC_SHA_256
                                 : IMB_AUTH_HMAC_SHA_512;
    for (size_t i = 0; i < LANES; i++) {
        IMB_JOB *job = &this->jobs[i];
        job->cipher_mode = IMB_CIPHER_NULL;
        job->chain_order = IMB_ORDER_HASH_CIPHER;
        job->hash_alg = this->hash;
        job->src = this->messages[i];
        job->msg_len_to_hash_in_bytes = sizeof this->messages[i];
        job->auth_tag_output = this->macs[i];
        job->auth_tag_output_len_in_bytes = mac_len;
        job->u.HMAC._hashed_auth_key_xor_ipad = this->inner;
        job->u.HMAC._hashed_auth_key_xor_opad = this->outer;
    }
    return this;
}

/* The MACs of up to LANES successive counters, MAC_MAX bytes apart; NULL where the library refuses. */
const uint8_t *otp_ipsec_mb_macs(struct otp_ipsec_mb *this, uint64_t first, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t message = __builtin_bswap64(first + i);
        memcpy(this->messages[i], &message, sizeof message);
        this->jobs[i].status = IMB_STATUS_BEING_PROCESSED;
    }
    /* Unchecked is its fastest call; the checked one refuses nothing here either. */
    uint32_t done = IMB_SUBMIT_HASH_BURST_NOCHECK(this->manager, this->jobs, count, this->hash);
    return done == count ? this->macs[0] : NULL;
}
