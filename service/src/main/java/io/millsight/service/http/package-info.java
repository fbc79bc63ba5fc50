/**
 * The routes of the service. {@link io.millsight.service.http.Routes} is the table of all of them with the role that each needs.
 *
 * <p>Invariants: no route works without a check of its role. Every error is a problem document (RFC 9457). What a request says is checked before it
 * is used: bytes before they are read, pixels before they are decoded, boxes before they are stored. Text of requests and of the model is only ever
 * written as JSON.
 */
@NullMarked
package io.millsight.service.http;

import org.jspecify.annotations.NullMarked;
