package io.millsight.hub;

import java.net.URI;

/**
 * A state of a model on a hub.
 *
 * @param endpoint address of the hub or of its mirror
 * @param model on the hub
 * @param revision that was asked for
 * @param commit that the hub named for it
 */
record Source(URI endpoint, ModelId model, String revision, String commit) {}
