package io.millsight.steel;

import io.millsight.files.Hashes;
import io.millsight.files.InputFile;
import io.millsight.image.RgbImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * SHA-256 hashes that identify the data of a training or evaluation, as 64 hexadecimal digits. They do not depend on
 * the place of the folder or the order of the images.
 */
public final class DatasetHash {

    private DatasetHash() {}

    /** Returns the hash of images: their ids, the bytes of their readable files, and their defects. */
    public static String of(Collection<AnnotatedImage> images) {
        MessageDigest digest = Hashes.sha256();
        List<AnnotatedImage> sorted =
                images.stream().sorted(Comparator.comparing(AnnotatedImage::id)).toList();
        for (AnnotatedImage image : sorted) {
            add(digest, "image " + image.id() + " " + ofImage(image.file()));
            for (Defect defect : image.defects()) {
                BoundingBox box = defect.box();
                add(
                        digest,
                        defect.type().name() + " " + box.xMin() + " " + box.yMin() + " " + box.xMax() + " " + box.yMax()
                                + flag(defect));
            }
        }
        return hex(digest);
    }

    /** Only the crowd flag changes answers and most measures, so only it is part of the hash. */
    private static String flag(Defect defect) {
        return defect.isEvaluated() ? "" : " " + defect.flag().name().toLowerCase(Locale.ROOT);
    }

    private static String ofImage(Path file) {
        try {
            return ofFile(file);
        } catch (InputException e) {
            return "unreadable";
        }
    }

    /** Returns the hash of the ids of a split. */
    public static String ofIds(Collection<String> ids) {
        MessageDigest digest = Hashes.sha256();
        ids.stream().sorted().forEach(id -> add(digest, id));
        return hex(digest);
    }

    /** Returns the hash of a file's bytes. */
    public static String ofFile(Path file) {
        MessageDigest digest = Hashes.sha256();
        try {
            InputFile.requireRegular(file);
            Hashes.copy(file, OutputStream.nullOutputStream(), digest);
            return hex(digest);
        } catch (IOException e) {
            throw new InputException(file + ": " + InputFile.reason(e), e);
        }
    }

    /** Returns the hash of an image's size and pixels, whatever the format of its file. */
    public static String ofPixels(RgbImage image) {
        MessageDigest digest = Hashes.sha256();
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(image.width())
                .putInt(image.height())
                .flip());
        digest.update(image.pixels());
        return hex(digest);
    }

    private static void add(MessageDigest digest, String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(MessageDigest digest) {
        return Hashes.hex(digest.digest());
    }
}
