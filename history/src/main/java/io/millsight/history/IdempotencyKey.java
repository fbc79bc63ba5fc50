package io.millsight.history;

/**
 * A key under which a request has its effect once.
 *
 * @param key the key, which names its owner, too
 * @param bodySha256 the hash of everything that the request says
 */
public record IdempotencyKey(String key, String bodySha256) {}
