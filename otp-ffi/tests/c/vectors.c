/* The published vectors that the other languages read, too. Usage: vectors FOLDER */
#include "check.h"

enum key { ALGORITHM, SECRET, COUNTER, CODE6, CODE8, UNIX_TIME, STEP, CASE, NEXT, WINDOW, CODES, RESULT, DETAIL,
           NOW_, LAST, DRIFT, BEHIND, AHEAD, LAST_AFTER, DRIFT_AFTER, AES_KEY, TEXT, PUBLIC_ID, PRIVATE_ID, USAGE,
           SESSION_USE, KEYS };
static const char *const NAMES[KEYS] = {
    "ALGORITHM", "SECRET", "COUNTER", "CODE6", "CODE8", "UNIX_TIME", "STEP", "CASE", "NEXT", "WINDOW", "CODES",
    "RESULT", "DETAIL", "NOW", "LAST", "DRIFT", "BEHIND", "AHEAD", "LAST_AFTER", "DRIFT_AFTER", "AES_KEY", "TEXT",
    "PUBLIC_ID", "PRIVATE_ID", "USAGE", "SESSION_USE"};

/* What was said for a case; an empty text where nothing was. */
typedef struct { char text[KEYS][256]; } facts;

static uint64_t number(const facts *f, enum key key)
{
    CHECK(f->text[key][0] != 0);
    return strtoull(f->text[key], NULL, 10);
}

static uint32_t small(const facts *f, enum key key) { return (uint32_t)number(f, key); }

static size_t unhex(const char *text, uint8_t *bytes)
{
    size_t length = strlen(text) / 2;
    for (size_t i = 0; i < length; i++) {
        unsigned byte;
        CHECK(sscanf(text + 2 * i, "%2x", &byte) == 1);
        bytes[i] = (uint8_t)byte;
    }
    return length;
}

static otp_token *token_of(const facts *f, otp_policy *policy)
{
    uint8_t secret[64];
    otp_token *token = NULL;
    size_t length = unhex(f->text[SECRET], secret);
    policy->algorithm = strcmp(f->text[ALGORITHM], "SHA1") == 0 ? OTP_ALGORITHM_SHA1
                      : strcmp(f->text[ALGORITHM], "SHA256") == 0 ? OTP_ALGORITHM_SHA256 : OTP_ALGORITHM_SHA512;
    EXPECT(OTP_OK, otp_token_new(policy->kind, policy, secret, length, &token));
    return token;
}

/* Judges the codes of a case, one as a login and more as a resync, with the state as its own output. */
static otp_result judge(const facts *f, const otp_token *token, uint64_t now, otp_state *state)
{
    char text[256];
    char *codes[3] = {NULL, NULL, NULL};
    size_t lengths[3], count = 0;
    otp_attempt attempt = make_attempt();
    otp_result result;
    strcpy(text, f->text[CODES]);
    for (char *code = strtok(text, " "); code != NULL; code = strtok(NULL, " ")) {
        CHECK(count < 3);
        lengths[count] = strlen(code);
        codes[count] = (char *)exact(code, lengths[count]);
        count++;
    }
    result = count == 1 ? otp_verify(token, state, &attempt, codes[0], lengths[0], now, state)
                        : otp_resync(token, state, &attempt, (const char *const *)codes, lengths, count, now, state);
    CHECK(attempt.used == 1);
    for (size_t i = 0; i < 3; i++) {
        free(codes[i]);
    }
    return result;
}

static void check_refusal(const facts *f, otp_result result)
{
    CHECK(strcmp(f->text[RESULT], "REFUSED") == 0);
    CHECK(result > OTP_OK && result <= OTP_LAST_REFUSAL);
    CHECK(strcmp(f->text[DETAIL], "BehindLastAccepted") != 0 || result == OTP_BEHIND_LAST_ACCEPTED);
    CHECK(strcmp(f->text[DETAIL], "Ambiguous") != 0 || result == OTP_AMBIGUOUS);
}

static void rfc_4226(const facts *f)
{
    static const uint32_t kinds[2] = {OTP_KIND_HOTP_6, OTP_KIND_HOTP_8};
    for (int i = 0; i < 2; i++) {
        const char *code = f->text[i == 0 ? CODE6 : CODE8];
        otp_policy policy;
        otp_state state, expected;
        otp_token *token;
        EXPECT(OTP_OK, otp_policy_default(kinds[i], OTP_PROFILE_RFC, &policy));
        policy.hotp_look_ahead = 0;
        token = token_of(f, &policy);
        EXPECT(OTP_OK, otp_state_hotp(number(f, COUNTER), &state));
        EXPECT(OTP_OK, otp_verify(token, &state, NULL, code, strlen(code), NOW, &state));
        EXPECT(OTP_OK, otp_state_hotp(number(f, COUNTER) + 1, &expected));
        CHECK(otp_state_equal(&state, &expected));
        otp_token_free(token);
    }
}

static void rfc_6238(const facts *f)
{
    otp_policy policy;
    otp_state state, expected;
    otp_token *token;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_TOTP_8, OTP_PROFILE_RFC, &policy));
    policy.totp_behind = policy.totp_ahead = 0;
    token = token_of(f, &policy);
    EXPECT(OTP_OK, otp_state_totp(0, 0, 0, &state));
    EXPECT(OTP_OK, otp_verify(token, &state, NULL, f->text[CODE8], 8, number(f, UNIX_TIME), &state));
    EXPECT(OTP_OK, otp_state_totp(1, number(f, STEP), 0, &expected));
    CHECK(otp_state_equal(&state, &expected));
    otp_token_free(token);
}

static void hotp(const facts *f)
{
    otp_policy policy;
    otp_state state, expected;
    otp_token *token;
    otp_result result;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy));
    *(strchr(f->text[CODES], ' ') == NULL ? &policy.hotp_look_ahead : &policy.hotp_resync_window) = small(f, WINDOW);
    token = token_of(f, &policy);
    EXPECT(OTP_OK, otp_state_hotp(number(f, NEXT), &state));
    expected = state;
    result = judge(f, token, NOW, &state);
    if (result == OTP_OK) {
        EXPECT(OTP_OK, otp_state_hotp(number(f, RESULT), &expected));
    } else {
        check_refusal(f, result);
    }
    CHECK(otp_state_equal(&state, &expected));
    otp_token_free(token);
}

static void totp(const facts *f)
{
    otp_policy policy;
    otp_state state, expected;
    otp_token *token;
    otp_result result;
    bool has_last = strcmp(f->text[LAST], "NONE") != 0;
    EXPECT(OTP_OK, otp_policy_default(OTP_KIND_TOTP_6, OTP_PROFILE_RFC, &policy));
    policy.totp_step = small(f, STEP);
    if (strchr(f->text[CODES], ' ') == NULL) {
        policy.totp_behind = small(f, BEHIND);
        policy.totp_ahead = small(f, AHEAD);
    } else {
        policy.totp_resync_behind = small(f, BEHIND);
        policy.totp_resync_ahead = small(f, AHEAD);
    }
    token = token_of(f, &policy);
    EXPECT(OTP_OK, otp_state_totp(has_last, has_last ? number(f, LAST) : 0, atoi(f->text[DRIFT]), &state));
    expected = state;
    result = judge(f, token, number(f, NOW_), &state);
    if (result == OTP_OK) {
        EXPECT(OTP_OK, otp_state_totp(1, number(f, LAST_AFTER), atoi(f->text[DRIFT_AFTER]), &expected));
    } else {
        check_refusal(f, result);
    }
    CHECK(otp_state_equal(&state, &expected));
    otp_token_free(token);
}

static void yubikey(const facts *f)
{
    uint8_t key[16], private_id[6];
    char id[OTP_PUBLIC_ID_CAP];
    size_t length = strlen(f->text[TEXT]);
    otp_state state, expected;
    otp_token *token = NULL;
    CHECK(unhex(f->text[AES_KEY], key) == 16 && unhex(f->text[PRIVATE_ID], private_id) == 6);
    EXPECT(OTP_OK, otp_yubikey_new(key, private_id, &token));
    EXPECT(OTP_OK, otp_state_yubikey(0, 0, &state));
    EXPECT(OTP_OK, otp_public_id_parse(f->text[TEXT], length, id, sizeof id));
    CHECK(strcmp(id, f->text[PUBLIC_ID]) == 0);
    EXPECT(OTP_OK, otp_verify(token, &state, NULL, f->text[TEXT], length, NOW, &state));
    EXPECT(OTP_OK, otp_state_yubikey((uint16_t)number(f, USAGE), (uint8_t)number(f, SESSION_USE), &expected));
    CHECK(otp_state_equal(&state, &expected));
    EXPECT(OTP_REPLAYED, otp_verify(token, &state, NULL, f->text[TEXT], length, NOW, &state));
    otp_token_free(token);
}

/* Runs the cases of a file: KEY = VALUE lines, a blank line after each case. What stands outside holds from then on. */
static void run(const char *folder, const char *name, enum key first, int expected, void (*test)(const facts *))
{
    static facts context, inside;
    char line[512], key[64], value[256], path[512];
    int found = 0;
    bool open = false;
    FILE *file;
    memset(&context, 0, sizeof context);
    CHECK(snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path);
    file = fopen(path, "r");
    CHECK(file != NULL);
    for (bool more = true; more;) {
        more = fgets(line, sizeof line, file) != NULL;
        if (!more || line[0] == '\n') {
            if (open) {
                test(&inside);
                found++;
            }
            open = false;
        } else if (line[0] != '#') {
            int k = 0;
            CHECK(sscanf(line, "%63s = %255[^\n]", key, value) == 2);
            while (k < KEYS && strcmp(NAMES[k], key) != 0) {
                k++;
            }
            if (k == (int)first) {
                inside = context;
                open = true;
            }
            if (k < KEYS) {
                strcpy(open ? inside.text[k] : context.text[k], value);
            }
        }
    }
    fclose(file);
    CHECK(found == expected);
}

int main(int argc, char **argv)
{
    CHECK(argc == 2);
    run(argv[1], "rfc4226_appendix_d.txt", COUNTER, 10, rfc_4226);
    run(argv[1], "rfc6238_appendix_b.txt", UNIX_TIME, 18, rfc_6238);
    run(argv[1], "resync.txt", CASE, 24, hotp);
    run(argv[1], "totp_resync.txt", CASE, 16, totp);
    run(argv[1], "yubico_otp.txt", TEXT, 2, yubikey);
    return 0;
}
