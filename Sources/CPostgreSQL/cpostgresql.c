#include "cpostgresql.h"

#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// As in libpq-fe.h.
typedef struct {
    char *keyword, *envvar, *compiled, *val, *label, *dispchar;
    int dispsize;
} option;

typedef void (*notice_receiver)(void *, const PGresult *);

static PGconn *(*pq_connect)(const char *const *, const char *const *, int);
static PGconn *(*pq_connect_start)(const char *const *, const char *const *, int);
static int (*pq_connect_poll)(PGconn *);
static int (*pq_set_verbosity)(PGconn *, int);
static void (*pq_finish)(PGconn *);
static int (*pq_status)(const PGconn *);
static int (*pq_socket)(const PGconn *);
static char *(*pq_error_message)(const PGconn *);
static notice_receiver (*pq_set_notice_receiver)(PGconn *, notice_receiver, void *);
static int (*pq_set_nonblocking)(PGconn *, int);
static int (*pq_enter_pipeline_mode)(PGconn *);
static int (*pq_send)(PGconn *, const char *, int, const uint32_t *, const char *const *,
                      const int *, const int *, int);
static int (*pq_sync)(PGconn *);
static int (*pq_flush)(PGconn *);
static int (*pq_consume)(PGconn *);
static int (*pq_is_busy)(PGconn *);
static PGresult *(*pq_result)(PGconn *);
static cpq_notification *(*pq_notifies)(PGconn *);
static void (*pq_free)(void *);
static int (*pq_result_status)(const PGresult *);
static char *(*pq_result_field)(const PGresult *, int);
static char *(*pq_command_status)(PGresult *);
static char *(*pq_command_rows)(PGresult *);
static int (*pq_rows)(const PGresult *);
static char *(*pq_value)(const PGresult *, int, int);
static int (*pq_length)(const PGresult *, int, int);
static int (*pq_is_null)(const PGresult *, int, int);
static void (*pq_clear)(PGresult *);
static option *(*pq_parse)(const char *, char **);
static void (*pq_options_free)(option *);

static char fault[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static int find(void *library, void **function, const char *name) {
    *function = dlsym(library, name);
    if (*function) return 1;
    snprintf(fault, sizeof fault,
             "libpq.so.5 has no %s; accepted is libpq of PostgreSQL 14 or later", name);
    return 0;
}

static void load(void) {
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        snprintf(fault, sizeof fault,
                 "libpq.so.5 cannot be loaded; on Debian it is in the package libpq5 (%s)",
                 dlerror());
        return;
    }
    struct {
        void **function;
        const char *name;
    } all[] = {
        {(void **)&pq_connect, "PQconnectdbParams"},
        {(void **)&pq_connect_start, "PQconnectStartParams"},
        {(void **)&pq_connect_poll, "PQconnectPoll"},
        {(void **)&pq_set_verbosity, "PQsetErrorVerbosity"},
        {(void **)&pq_finish, "PQfinish"},
        {(void **)&pq_status, "PQstatus"},
        {(void **)&pq_socket, "PQsocket"},
        {(void **)&pq_error_message, "PQerrorMessage"},
        {(void **)&pq_set_notice_receiver, "PQsetNoticeReceiver"},
        {(void **)&pq_set_nonblocking, "PQsetnonblocking"},
        {(void **)&pq_enter_pipeline_mode, "PQenterPipelineMode"},
        {(void **)&pq_send, "PQsendQueryParams"},
        {(void **)&pq_sync, "PQpipelineSync"},
        {(void **)&pq_flush, "PQflush"},
        {(void **)&pq_consume, "PQconsumeInput"},
        {(void **)&pq_is_busy, "PQisBusy"},
        {(void **)&pq_result, "PQgetResult"},
        {(void **)&pq_notifies, "PQnotifies"},
        {(void **)&pq_free, "PQfreemem"},
        {(void **)&pq_result_status, "PQresultStatus"},
        {(void **)&pq_result_field, "PQresultErrorField"},
        {(void **)&pq_command_status, "PQcmdStatus"},
        {(void **)&pq_command_rows, "PQcmdTuples"},
        {(void **)&pq_rows, "PQntuples"},
        {(void **)&pq_value, "PQgetvalue"},
        {(void **)&pq_length, "PQgetlength"},
        {(void **)&pq_is_null, "PQgetisnull"},
        {(void **)&pq_clear, "PQclear"},
        {(void **)&pq_parse, "PQconninfoParse"},
        {(void **)&pq_options_free, "PQconninfoFree"},
    };
    for (size_t place = 0; place < sizeof all / sizeof all[0]; place++) {
        if (!find(library, all[place].function, all[place].name)) return;
    }
}

const char *cpq_load(void) {
    pthread_once(&once, load);
    return fault[0] ? fault : NULL;
}

char *cpq_uri_fault(const char *uri) {
    char *message = NULL;
    option *options = pq_parse(uri, &message);
    if (options) {
        pq_options_free(options);
        return NULL;
    }
    char *copy = strdup(message ? message : "out of memory");
    if (message) pq_free(message);
    return copy;
}

char *cpq_uri_value(const char *uri, const char *keyword) {
    char *message = NULL, *value = NULL;
    option *options = pq_parse(uri, &message);
    if (message) pq_free(message);
    if (!options) return NULL;
    for (option *one = options; one->keyword; one++) {
        if (one->val && !strcmp(one->keyword, keyword)) value = strdup(one->val);
    }
    pq_options_free(options);
    return value;
}

// The program's output is not for the server's notices.
static void ignore(void *unused, const PGresult *notice) {
    (void)unused;
    (void)notice;
}

// Connects with verbose errors, in which a refusal carries its code; nothing if no host answers in
// five seconds.
static PGconn *connect_verbosely(const char *const *keywords, const char *const *values) {
    enum { failed = 0, reading = 1, writing = 2, ok = 3, standard = 1, verbose = 2 };
    PGconn *connection = pq_connect_start(keywords, values, 1);
    if (!connection || pq_status(connection) == 1) return connection;
    pq_set_verbosity(connection, verbose);
    struct timespec end, now;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += 5;
    int state = writing;
    while (state == reading || state == writing) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        long left = (end.tv_sec - now.tv_sec) * 1000 + (end.tv_nsec - now.tv_nsec) / 1000000;
        struct pollfd one = {pq_socket(connection), state == reading ? POLLIN : POLLOUT, 0};
        int count = left > 0 ? poll(&one, 1, (int)left) : 0;
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) {
            pq_finish(connection);
            return NULL;
        }
        state = pq_connect_poll(connection);
    }
    pq_set_verbosity(connection, standard);
    return connection;
}

PGconn *cpq_connect(const char *const *keywords, const char *const *values) {
    PGconn *connection = connect_verbosely(keywords, values);
    // Of several hosts the first may be gone without a word; this way each has a time of its own.
    if (!connection) connection = pq_connect(keywords, values, 1);
    if (connection) pq_set_notice_receiver(connection, ignore, NULL);
    return connection;
}

int cpq_start_pipelines(PGconn *connection) {
    return pq_set_nonblocking(connection, 1) == 0 && pq_enter_pipeline_mode(connection);
}

int cpq_send(PGconn *connection, const char *command, int count, const uint32_t *types,
             const char *const *values, const int *lengths, const int *formats) {
    return pq_send(connection, command, count, types, values, lengths, formats, 1);
}

void cpq_finish(PGconn *connection) { pq_finish(connection); }
int cpq_status(const PGconn *connection) { return pq_status(connection); }
int cpq_socket(const PGconn *connection) { return pq_socket(connection); }
char *cpq_error_message(const PGconn *connection) { return pq_error_message(connection); }
int cpq_sync(PGconn *connection) { return pq_sync(connection); }
int cpq_flush(PGconn *connection) { return pq_flush(connection); }
int cpq_consume(PGconn *connection) { return pq_consume(connection); }
int cpq_is_busy(PGconn *connection) { return pq_is_busy(connection); }
PGresult *cpq_result(PGconn *connection) { return pq_result(connection); }
cpq_notification *cpq_notified(PGconn *connection) { return pq_notifies(connection); }
void cpq_free(void *memory) { pq_free(memory); }
int cpq_result_status(const PGresult *result) { return pq_result_status(result); }
char *cpq_result_field(const PGresult *result, int field) { return pq_result_field(result, field); }
char *cpq_command_status(PGresult *result) { return pq_command_status(result); }
char *cpq_command_rows(PGresult *result) { return pq_command_rows(result); }
int cpq_rows(const PGresult *result) { return pq_rows(result); }
char *cpq_value(const PGresult *result, int row, int column) { return pq_value(result, row, column); }
int cpq_length(const PGresult *result, int row, int column) { return pq_length(result, row, column); }
int cpq_is_null(const PGresult *result, int row, int column) { return pq_is_null(result, row, column); }
void cpq_clear(PGresult *result) { pq_clear(result); }
