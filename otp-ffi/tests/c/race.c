/* The program of the contract page, raced: each code of RFC 4226 logs in exactly once under eight threads. */
#define main example_main
#include "../../examples/login.c"
#undef main

#include "check.h"
#include <pthread.h>
#include <unistd.h>

enum { RACERS = 8 };

static char path[64];
static const char *code;

static sqlite3 *open_db(void)
{
    sqlite3 *db = NULL;
    CHECK(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_busy_timeout(db, 60000) == SQLITE_OK);
    return db;
}

static void *racer(void *in)
{
    sqlite3 *db = open_db();
    *(bool *)in = login(db, "12345678", code, NOW);
    sqlite3_close(db);
    return NULL;
}

static void insert(sqlite3 *db)
{
    otp_state state;
    otp_throttle throttle;
    otp_trail trail;
    sqlite3_stmt *insert = NULL;
    EXPECT(OTP_OK, otp_state_hotp(0, &state));
    EXPECT(OTP_OK, otp_throttle_unlock(&throttle));
    EXPECT(OTP_OK, otp_trail_clear(&trail));
    CHECK(sqlite3_exec(db, ROW, NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(db, "INSERT INTO token VALUES ('12345678', ?1, ?2, ?3, ?4, 0)", -1, &insert, NULL)
          == SQLITE_OK);
    CHECK(sqlite3_bind_blob(insert, 1, RFC_SECRET, 20, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_bind_blob(insert, 2, &state, sizeof state, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_bind_blob(insert, 3, &throttle, sizeof throttle, SQLITE_STATIC) == SQLITE_OK);
    CHECK(sqlite3_bind_blob(insert, 4, &trail, sizeof trail, SQLITE_STATIC) == SQLITE_OK);
    CHECK(change(db, insert, true) == 1);
}

int main(void)
{
    sqlite3 *db;
    CHECK(snprintf(path, sizeof path, "/tmp/libotp-race-%ld.db", (long)getpid()) < (int)sizeof path);
    db = open_db();
    insert(db);
    CHECK(!login(db, "12345678", "half a code", NOW) && !login(db, "87654321", "755224", NOW));
    for (int i = 0; i < 10; i++) {
        pthread_t threads[RACERS];
        bool in[RACERS];
        int logins = 0;
        code = RFC_CODES[i];
        for (int racing = 0; racing < RACERS; racing++) {
            CHECK(pthread_create(&threads[racing], NULL, racer, &in[racing]) == 0);
        }
        for (int racing = 0; racing < RACERS; racing++) {
            CHECK(pthread_join(threads[racing], NULL) == 0);
            logins += in[racing];
        }
        CHECK(logins == 1);
    }
    /* Ten wrong codes lock the token, for the right code, too. The races have counted some already. */
    for (int i = 0; i < 10; i++) {
        CHECK(!login(db, "12345678", "000000", NOW));
    }
    CHECK(!login(db, "12345678", "403154", NOW));
    CHECK(login(db, "12345678", "403154", NOW + 3600));
    sqlite3_close(db);
    unlink(path);
    return 0;
}
