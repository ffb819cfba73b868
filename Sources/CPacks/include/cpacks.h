/* The rules, packs and calendars below rules/, embedded when the program is compiled. */

#ifndef CPACKS_H
#define CPACKS_H

#include <stddef.h>

/* A file: its path below rules/, and its bytes. */
typedef struct {
    const char *path;
    const unsigned char *bytes;
    size_t count;
} cpacks_file;

/* The number of files. */
extern const size_t cpacks_count;

/* Returns the file of a place; the places follow the byte order of the paths. */
const cpacks_file *cpacks_file_at(size_t place);

#endif
