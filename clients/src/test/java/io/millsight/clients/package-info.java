/** Tests of the service with other makers' clients. */
@NullMarked
package io.millsight.clients;

import org.jspecify.annotations.NullMarked;
