package io.millsight.service;

import io.millsight.service.tls.ServerCertificate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What protects the service.
 *
 * @param patience a client that sends nothing for so long, or too little from then on, is cut off
 * @param diskFloor with fewer free bytes on the disk no image is taken, because its record might be lost
 * @param tls what the server encrypts with; null for no encryption
 */
public record SafetySettings(
        Duration patience, long diskFloor, @Nullable ServerCertificate tls) {

    /** 30 seconds, 1 GiB, and no encryption. */
    public static final SafetySettings STANDARD = new SafetySettings(Duration.ofSeconds(30), 1L << 30, null);

    /** Returns these settings with encryption; null for none. */
    public SafetySettings with(@Nullable ServerCertificate certificate) {
        return new SafetySettings(patience, diskFloor, certificate);
    }
}
