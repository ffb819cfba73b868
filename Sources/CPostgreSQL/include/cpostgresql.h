// The door to libpq, which is loaded when a PostgreSQL store is first opened.
//
// The declarations are those of libpq-fe.h for the functions that Duebell calls. libpq.so.5 has kept
// them since 2005; pipelines came with version 14. Neither its headers nor the library are needed to
// build Duebell, and a machine without PostgreSQL needs no libpq.
#ifndef DUEBELL_CPOSTGRESQL_H
#define DUEBELL_CPOSTGRESQL_H

#include <stddef.h>
#include <stdint.h>

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

typedef struct cpq_notification {
    char *channel;
    int process;
    char *payload;
} cpq_notification;

enum {
    CPQ_CONNECTION_OK = 0,
    CPQ_COMMAND_OK = 1,
    CPQ_TUPLES_OK = 2,
    CPQ_FATAL_ERROR = 7,
    CPQ_PIPELINE_SYNC = 10,
    CPQ_PIPELINE_ABORTED = 11,
    CPQ_DIAG_SQLSTATE = 'C',
    CPQ_DIAG_MESSAGE = 'M',
};

/// Loads libpq; returns nothing if it is there, else why not. Safe from any thread.
const char *cpq_load(void);

/// Checks a connection URI; returns nothing if it is well formed, else the fault, to be freed with
/// free().
char *cpq_uri_fault(const char *uri);

/// Returns the value of a parameter of a connection URI, to be freed with free(); nothing if absent.
char *cpq_uri_value(const char *uri, const char *keyword);

PGconn *cpq_connect(const char *const *keywords, const char *const *values);
void cpq_finish(PGconn *connection);
int cpq_status(const PGconn *connection);
int cpq_socket(const PGconn *connection);
char *cpq_error_message(const PGconn *connection);
int cpq_start_pipelines(PGconn *connection);
int cpq_send(PGconn *connection, const char *command, int count, const uint32_t *types,
             const char *const *values, const int *lengths, const int *formats);
int cpq_sync(PGconn *connection);
int cpq_flush(PGconn *connection);
int cpq_consume(PGconn *connection);
int cpq_is_busy(PGconn *connection);
PGresult *cpq_result(PGconn *connection);
cpq_notification *cpq_notified(PGconn *connection);
void cpq_free(void *memory);

int cpq_result_status(const PGresult *result);
char *cpq_result_field(const PGresult *result, int field);
char *cpq_command_status(PGresult *result);
char *cpq_command_rows(PGresult *result);
int cpq_rows(const PGresult *result);
char *cpq_value(const PGresult *result, int row, int column);
int cpq_length(const PGresult *result, int row, int column);
int cpq_is_null(const PGresult *result, int row, int column);
void cpq_clear(PGresult *result);

#endif
