/* Every verdict with its secrets marked as undefined, for valgrind to follow: it reports each branch and each address
 * that depends on one. Usage: valgrind secrets [STATE], where a word hides the state as well, which is public, so that
 * there is something to report. */
#include "check.h"
#include <valgrind/memcheck.h>

/* Successive codes of RFC 6238, appendix B: of the steps 37037036 and 37037037. The third is oathtool's. */
#define FIRST UINT64_C(37037036)
static const struct { uint32_t algorithm; size_t length; const char *codes[3]; } DEVICES[3] = {
    {OTP_ALGORITHM_SHA1, 20, {"07081804", "14050471", "44266759"}},
    {OTP_ALGORITHM_SHA256, 32, {"68084774", "67062674", "88267535"}},
    {OTP_ALGORITHM_SHA512, 64, {"25091201", "99943326", "77914268"}}};
static const char SECRET[] = "1234567890123456789012345678901234567890123456789012345678901234";
static const uint32_t KINDS[5] = {OTP_KIND_HOTP_6, OTP_KIND_HOTP_8, OTP_KIND_DUO_D100, OTP_KIND_TOTP_6,
                                  OTP_KIND_TOTP_8};
/* One place, a group of the search, an end of its buffer, and several buffers. */
static const uint32_t LOGINS[5] = {0, 1, 10, 19, 49}, RESYNCS[5] = {1, 15, 31, 128, 500};
static const size_t WIDTHS = sizeof LOGINS / sizeof *LOGINS;

static bool is_totp(uint32_t kind) { return kind == OTP_KIND_TOTP_6 || kind == OTP_KIND_TOTP_8; }

static size_t digits_of(uint32_t kind) { return kind == OTP_KIND_HOTP_8 || kind == OTP_KIND_TOTP_8 ? 8 : 6; }

/* A copy that is undefined, all of it or its end. */
static char *hidden_from(size_t from, const void *bytes, size_t length)
{
    char *copy = (char *)exact(bytes, length);
    CHECK(VALGRIND_MAKE_MEM_UNDEFINED(copy + from, length - from) != 0);
    return copy;
}

static char *hidden(const void *bytes, size_t length) { return hidden_from(0, bytes, length); }

static otp_token *make(uint32_t kind, size_t device, size_t width, const char *key, size_t length)
{
    otp_policy policy;
    otp_token *token = NULL;
    char *secret = hidden(key, length);
    EXPECT(OTP_OK, otp_policy_default(kind, OTP_PROFILE_RFC, &policy));
    policy.algorithm = DEVICES[device].algorithm;
    policy.hotp_look_ahead = LOGINS[width];
    policy.hotp_resync_window = RESYNCS[width];
    policy.totp_behind = policy.totp_ahead = LOGINS[width] / 2;
    policy.totp_resync_behind = policy.totp_resync_ahead = (RESYNCS[width] + 1) / 2;
    EXPECT(OTP_OK, otp_token_new(kind, &policy, secret, length, &token));
    free(secret);
    return token;
}

static otp_state state_at(uint32_t kind, uint64_t factor)
{
    otp_state state;
    EXPECT(OTP_OK, is_totp(kind) ? otp_state_totp(1, factor - 1, 0, &state) : otp_state_hotp(factor, &state));
    return state;
}

/* A run of codes, whole or from the trail, that must have a verdict. */
static void resync(const otp_token *token, const otp_state *state, const char *const *codes, const size_t *lengths,
                   size_t count, uint64_t now, otp_result expected)
{
    otp_state whole, pieces;
    otp_trail trail;
    EXPECT(OTP_OK, otp_input_check(token, codes, lengths, count));
    EXPECT(expected, otp_resync(token, state, NULL, codes, lengths, count, now, &whole));
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    for (size_t i = 0; i < count; i++) {
        EXPECT(OTP_OK, otp_trail_push(&trail, codes[i], lengths[i], now, &trail));
    }
    EXPECT(OTP_OK, otp_trail_check(&trail, sizeof trail, &trail));
    EXPECT(OTP_OK, otp_trail_ready(token, &trail, count, OTP_TRAIL_LIMIT, now));
    EXPECT(expected, otp_trail_resync(token, state, NULL, &trail, count, OTP_TRAIL_LIMIT, now, &pieces));
    CHECK(expected != OTP_OK || otp_state_equal(&whole, &pieces));
}

/* Logins and resyncs at the first and at the last place of a window, spent, and nowhere. */
static void verdicts(uint32_t kind, size_t device, size_t width)
{
    const bool clock = is_totp(kind);
    const size_t digits = digits_of(kind), lengths[3] = {digits, digits, digits};
    const uint64_t behind = LOGINS[width] / 2, further = (RESYNCS[width] + 1) / 2;
    const uint64_t login = clock ? behind : LOGINS[width], wide = clock ? further : RESYNCS[width];
    otp_token *token = make(kind, device, width, SECRET, DEVICES[device].length);
    otp_state next, first = state_at(kind, FIRST), spent = state_at(kind, FIRST + 3);
    otp_state last = state_at(kind, clock ? 1 : FIRST - login), far = state_at(kind, clock ? 1 : FIRST - wide);
    char *codes[3], *wrong = hidden("0000000000" + 10 - digits, digits);
    const char *strangers[3] = {wrong, wrong, wrong};
    const uint64_t now = FIRST * 30;
    for (size_t i = 0; i < 3; i++) {
        codes[i] = hidden(DEVICES[device].codes[i] + 8 - digits, digits);
    }
    EXPECT(OTP_OK, otp_verify(token, &first, NULL, codes[0], digits, now, &next));
    EXPECT(OTP_OK, otp_verify(token, &last, NULL, codes[0], digits, now + 30 * (clock ? login : 0), &next));
    EXPECT(OTP_NO_MATCH, otp_verify(token, &last, NULL, wrong, digits, now, &next));
    if (clock) {
        EXPECT(OTP_BEHIND_LAST_ACCEPTED, otp_verify(token, &spent, NULL, codes[0], digits, now - 30 * behind, &next));
        if (behind > 1) {
            EXPECT(OTP_REPLAYED, otp_verify(token, &spent, NULL, codes[0], digits, now + 30 * behind, &next));
        }
    } else {
        EXPECT(OTP_NO_MATCH, otp_verify(token, &spent, NULL, codes[0], digits, now, &next));
    }
    for (size_t count = 2; count <= 3; count++) {
        resync(token, &first, (const char *const *)codes, lengths, count, now, OTP_OK);
        resync(token, &far, (const char *const *)codes, lengths, count, now + 30 * (clock ? wide : 0), OTP_OK);
        resync(token, &far, strangers, lengths, count, now, OTP_NO_MATCH);
        resync(token, &spent, (const char *const *)codes, lengths, count, now + 30 * (clock ? wide : 0),
               !clock ? OTP_NO_MATCH : wide > 1 ? OTP_REPLAYED : OTP_BEHIND_LAST_ACCEPTED);
    }
    for (size_t i = 0; i < 3; i++) {
        free(codes[i]);
    }
    free(wrong);
    otp_token_free(token);
}

/* The pair of the vectors that fits two places of a window. */
static void ambiguous(void)
{
    otp_policy policy;
    otp_token *token = NULL;
    otp_state state;
    char *codes[2] = {hidden("379404", 6), hidden("552060", 6)}, *secret = hidden(RFC_SECRET, 20);
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    policy.hotp_resync_window = 1152;
    EXPECT(OTP_OK, otp_token_new(OTP_KIND_HOTP_6, &policy, secret, 20, &token));
    EXPECT(OTP_OK, otp_state_hotp(1202743312, &state));
    resync(token, &state, (const char *const *)codes, SIX, 2, NOW, OTP_AMBIGUOUS);
    otp_token_free(token);
    free(secret);
    free(codes[0]);
    free(codes[1]);
}

/* Forty tokens, as many at a time as there are lanes, then one by one. */
static void lookup(uint32_t kind, size_t device)
{
    enum { TOKENS = 40, PLACE = 17 };
    const size_t digits = digits_of(kind), lengths[3] = {digits, digits, digits};
    static const size_t sizes[3] = {TOKENS, PLACE + 1, PLACE};
    otp_token *tokens[TOKENS];
    otp_state states[TOKENS];
    char key[64], *codes[3];
    size_t found = PLACE;
    memcpy(key, SECRET, sizeof key);
    for (size_t i = 0; i < TOKENS; i++) {
        key[0] = (char)(SECRET[0] + (i == PLACE ? 0 : 1 + i));
        tokens[i] = make(kind, device, 1, key, DEVICES[device].length);
        states[i] = state_at(kind, FIRST);
    }
    for (size_t i = 0; i < 3; i++) {
        codes[i] = hidden(DEVICES[device].codes[i] + 8 - digits, digits);
    }
    for (size_t i = 0; i < 6; i++) {
        const size_t some = sizes[i / 2], count = 2 + i % 2;
        EXPECT(some > PLACE ? OTP_OK : OTP_NO_MATCH,
               otp_lookup(tokens, states, some, (const char *const *)codes, lengths, count,
                          FIRST * 30, &found));
        CHECK(found == PLACE);
    }
    for (size_t i = 0; i < 3; i++) {
        free(codes[i]);
    }
    for (size_t i = 0; i < TOKENS; i++) {
        otp_token_free(tokens[i]);
    }
}

/* Keys of every odd length: as short as they are admitted, around a block, and longer, which HMAC hashes first. */
static void keys(size_t device)
{
    static const size_t lengths[7] = {10, 16, 63, 64, 65, 128, 1024};
    static uint8_t key[1024];
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        otp_policy policy;
        otp_token *token = NULL;
        otp_state state = state_at(OTP_KIND_HOTP_6, FIRST);
        char *secret = hidden(key, lengths[i]), *code = hidden("000000", 6);
        EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
        policy.algorithm = DEVICES[device].algorithm;
        EXPECT(OTP_OK, otp_token_new_short(OTP_KIND_HOTP_6, &policy, secret, lengths[i], &token));
        EXPECT(OTP_NO_MATCH, otp_verify(token, &state, NULL, code, 6, NOW, &state));
        otp_token_free(token);
        free(secret);
        free(code);
    }
}

/* The example of the maker: AES key ecde18db…, private id 8792ebfe26cc, usage 19 and session use 16. */
static void yubikey(void)
{
    static const uint8_t key[16] = {0xec, 0xde, 0x18, 0xdb, 0xe7, 0x6f, 0xbd, 0x0c,
                                    0x33, 0x33, 0x0f, 0x1c, 0x35, 0x48, 0x71, 0xdb};
    static const uint8_t ids[2][6] = {{0x87, 0x92, 0xeb, 0xfe, 0x26, 0xcc}, {0x87, 0x92, 0xeb, 0xfe, 0x26, 0xcd}};
    static const char text[] = "dteffujedcflcindvdbrblehecuitvjkjevvehjd";
    const size_t length = sizeof text - 1;
    char id[OTP_PUBLIC_ID_CAP], *otp = hidden_from(8, text, length), *secret = hidden(key, 16);
    EXPECT(OTP_OK, otp_public_id_parse(otp, length, id, sizeof id));
    CHECK(strcmp(id, "dteffuje") == 0);
    for (size_t i = 0; i < 2; i++) {
        otp_token *token = NULL;
        otp_state state, expected;
        char *private_id = hidden(ids[i], 6);
        EXPECT(OTP_OK, otp_yubikey_new(secret, private_id, &token));
        EXPECT(OTP_OK, otp_state_yubikey(19, 15, &state));
        EXPECT(OTP_OK, otp_input_check(token, (const char *const *)&otp, &length, 1));
        EXPECT(i == 0 ? OTP_OK : OTP_NO_MATCH, otp_verify(token, &state, NULL, otp, length, NOW, &state));
        if (i == 0) {
            EXPECT(OTP_OK, otp_state_yubikey(19, 16, &expected));
            CHECK(otp_state_equal(&state, &expected));
            EXPECT(OTP_REPLAYED, otp_verify(token, &state, NULL, otp, length, NOW, &state));
        }
        otp_token_free(token);
        free(private_id);
    }
    free(secret);
    free(otp);
}

int main(int argc, char **argv)
{
    (void)argv;
    CHECK(RUNNING_ON_VALGRIND);
    for (size_t device = 0; device < 3; device++) {
        for (size_t kind = 0; kind < sizeof KINDS / sizeof *KINDS; kind++) {
            for (size_t width = 0; width < WIDTHS; width++) {
                verdicts(KINDS[kind], device, width);
            }
            lookup(KINDS[kind], device);
        }
        keys(device);
    }
    ambiguous();
    yubikey();
    if (argc > 1) {
        otp_state state, fresh = state_at(OTP_KIND_HOTP_6, FIRST);
        otp_token *token = make(OTP_KIND_HOTP_6, 0, 0, SECRET, 20);
        CHECK(VALGRIND_MAKE_MEM_UNDEFINED(&fresh, sizeof fresh) != 0);
        (void)!otp_verify(token, &fresh, NULL, "000000", 6, NOW, &state);
        otp_token_free(token);
    }
    return 0;
}
