// The door to libcurl: its variadic functions as typed ones, which Swift can call.
#ifndef DUEBELL_CCURL_H
#define DUEBELL_CCURL_H

#include <curl/curl.h>

#endif
