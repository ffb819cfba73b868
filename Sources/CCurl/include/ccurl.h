// The door to libcurl: its variadic functions as typed ones, which Swift can call.
#ifndef DUEBELL_CCURL_H
#define DUEBELL_CCURL_H

#include <curl/curl.h>
#include <locale.h>

#define CCURL_INLINE static inline __attribute__((always_inline))

typedef size_t (*ccurl_transfer_callback)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_debug_callback)(CURL *handle, curl_infotype kind, char *bytes, size_t count,
                                    void *context);

// Setters of an easy handle, one for each type of argument.

CCURL_INLINE CURLcode ccurl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

/// Strings are copied by libcurl; a null resets the option.
CCURL_INLINE CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

/// Lists are not copied: they must outlive the transfer.
CCURL_INLINE CURLcode ccurl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

/// The body of a POST, which libcurl copies.
CCURL_INLINE CURLcode ccurl_set_post_body(CURL *handle, const void *bytes, curl_off_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, count);
    return code ? code : curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

/// Where libcurl writes what went wrong; `CURL_ERROR_SIZE` bytes that outlive the handle.
CCURL_INLINE CURLcode ccurl_set_error_buffer(CURL *handle, char *buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

CCURL_INLINE CURLcode ccurl_set_write_callback(CURL *handle, ccurl_transfer_callback callback,
                                               void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, callback);
    return code ? code : curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

CCURL_INLINE CURLcode ccurl_set_header_callback(CURL *handle, ccurl_transfer_callback callback,
                                                void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, callback);
    return code ? code : curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
}

/// Called only while `CURLOPT_VERBOSE` is on.
CCURL_INLINE CURLcode ccurl_set_debug_callback(CURL *handle, ccurl_debug_callback callback,
                                               void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, callback);
    return code ? code : curl_easy_setopt(handle, CURLOPT_DEBUGDATA, context);
}

typedef curl_socket_t (*ccurl_socket_callback)(void *context, curlsocktype purpose,
                                               struct curl_sockaddr *address);
typedef int (*ccurl_request_callback)(void *context, char *server, char *ours, int server_port,
                                      int our_port);

/// Asked for a socket once an address is known; `CURL_SOCKET_BAD` where none is to be opened.
CCURL_INLINE CURLcode ccurl_set_socket_callback(CURL *handle, ccurl_socket_callback callback,
                                                void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
    return code ? code : curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, context);
}

/// Asked before a request goes out, on a kept connection too.
CCURL_INLINE CURLcode ccurl_set_request_callback(CURL *handle, ccurl_request_callback callback,
                                                 void *context) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, callback);
    return code ? code : curl_easy_setopt(handle, CURLOPT_PREREQDATA, context);
}

/// The socket of a handle that only connects; `CURL_SOCKET_BAD` where there is none.
CCURL_INLINE curl_socket_t ccurl_get_socket(CURL *handle) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket) ? CURL_SOCKET_BAD : socket;
}

// Getters of an easy handle; 0 where libcurl does not know.

CCURL_INLINE long ccurl_get_long(CURL *handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) ? 0 : value;
}

CCURL_INLINE curl_off_t ccurl_get_size(CURL *handle, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(handle, info, &value) ? 0 : value;
}

/// A host name in the form that DNS knows, to be freed with `curl_free`; null where libcurl knows
/// none, as before 7.88.0.
///
/// libcurl takes a name for one in the characters of the locale, which no program here sets, so the
/// thread is lent one of UTF-8 meanwhile.
CCURL_INLINE char *ccurl_plain_host(const char *host) {
    char *plain = NULL;
#if LIBCURL_VERSION_NUM >= 0x075800
    locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!unicode) return NULL;
    locale_t before = uselocale(unicode);
    CURLU *url = curl_url();
    if (!url || curl_url_set(url, CURLUPART_HOST, host, 0) ||
        curl_url_get(url, CURLUPART_HOST, &plain, CURLU_PUNYCODE)) {
        plain = NULL;
    }
    curl_url_cleanup(url);
    uselocale(before);
    freelocale(unicode);
#else
    (void)host;
#endif
    return plain;
}

// The multi handle.

CCURL_INLINE CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/// The next transfer that ended, and how; null when there is none.
CCURL_INLINE CURL *ccurl_multi_next_ended(CURLM *multi, CURLcode *result) {
    int left = 0;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}

#endif
