package io.millsight.hub;

import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * What a server answered, after all redirects.
 *
 * @param status HTTP status
 * @param headers of the answer
 * @param from the address that gave it
 * @param body what was made of the body
 */
record Answer<T>(int status, HttpHeaders headers, URI from, T body) {}
