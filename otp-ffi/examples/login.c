/*
 * Verify a code, and store the next state in SQLite.
 *
 * Usage: login DATABASE SERIAL CODE
 */
#include <otp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The bytes are those of the structs. `version` changes with the state, the secret or the owner, never with an
 * attempt: otherwise a stranger's wrong guess would cancel an honest login. */
static const char ROW[] =
    "CREATE TABLE IF NOT EXISTS token ("
    "    serial   TEXT PRIMARY KEY,"
    "    secret   BLOB NOT NULL," /* encrypted, in a real server */
    "    state    BLOB NOT NULL," /* 24 bytes */
    "    throttle BLOB NOT NULL," /* 16 bytes */
    "    trail    BLOB NOT NULL," /* 52 bytes, encrypted too: its codes may be unspent */
    "    version  INTEGER NOT NULL)";
static const char READ[] = "SELECT secret, state, throttle, version FROM token WHERE serial = ?1";
static const char COUNT[] = "UPDATE token SET throttle = ?3 WHERE serial = ?1 AND throttle = ?2";
static const char STORE[] =
    "UPDATE token SET state = ?3, throttle = ?4, trail = ?5, version = version + 1"
    " WHERE serial = ?1 AND version = ?2";

/* A token as it was read. */
struct row {
    otp_token *token;
    otp_state state;
    otp_throttle throttle;
    sqlite3_int64 version;
};

/* For the audit log. The person reads one word for every refusal, and for how long where it is a lock. */
static void log_line(const char *serial, const char *text)
{
    fprintf(stderr, "%s: %s\n", serial, text);
}

/* Reads a row and makes its token, which the caller frees; or logs why it cannot. */
static bool read_row(sqlite3 *db, const char *serial, const otp_policy *policy, struct row *row)
{
    sqlite3_stmt *read = NULL;
    otp_result result = OTP_OK;
    bool bound = sqlite3_prepare_v2(db, READ, -1, &read, NULL) == SQLITE_OK
        && sqlite3_bind_text(read, 1, serial, -1, SQLITE_STATIC) == SQLITE_OK;
    int step = bound ? sqlite3_step(read) : SQLITE_ERROR;
    bool found = step == SQLITE_ROW;
    if (found) {
        result = otp_state_check(sqlite3_column_blob(read, 1), (size_t)sqlite3_column_bytes(read, 1), &row->state);
    }
    if (found && result == OTP_OK) {
        result =
            otp_throttle_check(sqlite3_column_blob(read, 2), (size_t)sqlite3_column_bytes(read, 2), &row->throttle);
    }
    if (found && result == OTP_OK) {
        row->version = sqlite3_column_int64(read, 3);
        result = otp_token_new(policy->kind, policy, sqlite3_column_blob(read, 0),
                               (size_t)sqlite3_column_bytes(read, 0), &row->token);
    }
    if (!found) {
        log_line(serial, step == SQLITE_DONE ? "no such token" : sqlite3_errmsg(db));
    } else if (result != OTP_OK) {
        log_line(serial, otp_result_message(result));
    }
    sqlite3_finalize(read);
    return found && result == OTP_OK;
}

/* Runs a statement whose parameters are bound; gives the number of rows it changed, -1 for an error. */
static int change(sqlite3 *db, sqlite3_stmt *statement, bool bound)
{
    bool done = bound && sqlite3_step(statement) == SQLITE_DONE;
    int rows = sqlite3_changes(db);
    return sqlite3_finalize(statement) == SQLITE_OK && done ? rows : -1;
}

/* First statement: count the attempt, where no other was counted since. */
static int count(sqlite3 *db, const char *serial, const otp_throttle *before, const otp_throttle *after)
{
    sqlite3_stmt *count = NULL;
    bool bound = sqlite3_prepare_v2(db, COUNT, -1, &count, NULL) == SQLITE_OK
        && sqlite3_bind_text(count, 1, serial, -1, SQLITE_STATIC) == SQLITE_OK
        && sqlite3_bind_blob(count, 2, before, sizeof *before, SQLITE_STATIC) == SQLITE_OK
        && sqlite3_bind_blob(count, 3, after, sizeof *after, SQLITE_STATIC) == SQLITE_OK;
    return change(db, count, bound);
}

/* Second statement: compare and swap. Only this makes it a login. */
static int store(sqlite3 *db, const char *serial, sqlite3_int64 version, const otp_state *next)
{
    otp_throttle throttle;
    otp_trail trail;
    sqlite3_stmt *store = NULL;
    bool bound = otp_throttle_unlock(&throttle) == OTP_OK && otp_trail_clear(&trail) == OTP_OK
        && sqlite3_prepare_v2(db, STORE, -1, &store, NULL) == SQLITE_OK
        && sqlite3_bind_text(store, 1, serial, -1, SQLITE_STATIC) == SQLITE_OK
        && sqlite3_bind_int64(store, 2, version) == SQLITE_OK
        && sqlite3_bind_blob(store, 3, next, sizeof *next, SQLITE_STATIC) == SQLITE_OK
        && sqlite3_bind_blob(store, 4, &throttle, sizeof throttle, SQLITE_STATIC) == SQLITE_OK
        && sqlite3_bind_blob(store, 5, &trail, sizeof trail, SQLITE_STATIC) == SQLITE_OK;
    return change(db, store, bound);
}

/* Lets a user in, or does not. */
static bool login(sqlite3 *db, const char *serial, const char *typed, uint64_t now)
{
    size_t length = strlen(typed);
    otp_policy policy;
    otp_result result = otp_policy_default(OTP_KIND_HOTP_6, OTP_PROFILE_RFC, &policy);
    int counted = 0;

    while (result == OTP_OK && counted == 0) {
        struct row row;
        otp_attempt attempt;
        otp_state next;

        if (!read_row(db, serial, &policy, &row)) {
            return false;
        }
        /* What is no code at all costs no attempt; a locked token judges nothing. */
        result = otp_input_check(row.token, &typed, &length, 1);
        if (result == OTP_OK) {
            result = otp_attempt_begin(&row.throttle, &policy, now, &attempt);
        }
        /* No row changes when another attempt came between; then look again. */
        if (result == OTP_OK) {
            counted = count(db, serial, &row.throttle, &attempt.throttle);
        }
        if (counted == 1) {
            result = otp_verify(row.token, &row.state, &attempt, typed, length, now, &next);
        }
        otp_token_free(row.token);
        if (counted == 1 && result == OTP_OK) {
            int stored = store(db, serial, row.version, &next);
            if (stored != 1) {
                log_line(serial, stored == 0 ? "another request came first" : sqlite3_errmsg(db));
            }
            return stored == 1;
        }
    }
    log_line(serial, counted < 0 ? sqlite3_errmsg(db) : otp_result_message(result));
    return false;
}

int main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    bool in = argc == 4 && sqlite3_open(argv[1], &db) == SQLITE_OK && sqlite3_busy_timeout(db, 60000) == SQLITE_OK
        && sqlite3_exec(db, ROW, NULL, NULL, NULL) == SQLITE_OK
        && login(db, argv[2], argv[3], (uint64_t)time(NULL));
    sqlite3_close(db);
    puts(in ? "welcome" : "rejected");
    return in ? 0 : 1;
}
