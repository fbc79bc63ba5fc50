/** What the server encrypts with: its certificate and private key, read from files and checked before the server starts. */
@NullMarked
package io.millsight.service.tls;

import org.jspecify.annotations.NullMarked;
