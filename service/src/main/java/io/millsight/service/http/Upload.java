package io.millsight.service.http;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import io.millsight.files.MessageText;
import io.millsight.history.CaptureContext;
import io.millsight.service.intake.IntakeImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an image as it was sent, with what is known about it. */
final class Upload {

    /** What a multipart request may have besides the image. */
    private static final int ENVELOPE_BYTES = 64 << 10;

    private static final int LONGEST_NAME = 100;

    private Upload() {}

    /** The context as JSON. */
    private record ContextBody(
            @Nullable String line,
            @Nullable String product,
            @Nullable String coil,
            @Nullable Long frame,
            @Nullable String side,
            @Nullable Double x_mm,
            @Nullable Double y_mm,
            @Nullable Double length_mm,
            @Nullable String taken_at) {}

    /** Returns the size of an upload before anything of it is read. */
    static long announcedBytes(Context context) {
        long length = length(context, "image");
        if (length > IntakeImage.MOST_BYTES + (isMultipart(context) ? ENVELOPE_BYTES : 0)) {
            throw tooLarge();
        }
        return length;
    }

    /**
     * Returns the length of a body before anything of it is read.
     *
     * @param what the body is, for the message
     */
    static long length(Context context, String what) {
        long length = context.req().getContentLengthLong();
        if (length < 0) {
            throw new ProblemException(411, "length_required", "send the Content-Length of the " + what);
        }
        return length;
    }

    static ProblemException tooLarge() {
        return new ProblemException(413, "too_large", "an image has at most 32 MiB; compress it, or cut it into parts");
    }

    private static boolean isMultipart(Context context) {
        return media(context).equals("multipart/form-data");
    }

    private static String media(Context context) {
        return String.valueOf(context.contentType())
                .replaceFirst(";.*", "")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    /** Reads the upload. */
    static IntakeImage read(Context context) throws IOException {
        String media = media(context);
        if (isMultipart(context)) {
            return multipart(context);
        }
        if (!media.startsWith("image/") && !media.equals("application/octet-stream")) {
            throw new ProblemException(
                    415, "unsupported_format", "send image/*, application/octet-stream or multipart/form-data");
        }
        CaptureContext where = checked(new ContextBody(
                context.queryParam("line"),
                context.queryParam("product"),
                context.queryParam("coil"),
                QueryText.number(context, "frame"),
                context.queryParam("side"),
                QueryText.real(context, "x_mm"),
                QueryText.real(context, "y_mm"),
                QueryText.real(context, "length_mm"),
                context.queryParam("taken_at")));
        return new IntakeImage(bytes(context.req().getInputStream()), where);
    }

    private static IntakeImage multipart(Context context) throws IOException {
        UploadedFile image;
        String fields;
        try {
            image = context.uploadedFile("image");
            fields = context.formParam("context");
        } catch (RuntimeException e) { // whatever the parser throws
            throw ProblemException.invalidRequest("the multipart body cannot be read");
        }
        if (image == null) {
            throw ProblemException.invalidRequest("the part image is missing");
        }
        CaptureContext where =
                fields == null ? CaptureContext.NONE : checked(JsonBody.parse(fields, ContextBody.class));
        try (InputStream in = image.content()) {
            return new IntakeImage(bytes(in), where);
        }
    }

    private static byte[] bytes(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(IntakeImage.MOST_BYTES + 1);
        if (bytes.length > IntakeImage.MOST_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private static CaptureContext checked(ContextBody body) {
        return new CaptureContext(
                name("line", body.line),
                name("product", body.product),
                name("coil", body.coil),
                body.frame,
                name("side", body.side),
                finite("x_mm", body.x_mm),
                finite("y_mm", body.y_mm),
                length("length_mm", body.length_mm),
                QueryText.time("taken_at", body.taken_at));
    }

    static @Nullable String name(String member, @Nullable String text) {
        if (text != null
                && (text.isBlank()
                        || text.length() > LONGEST_NAME
                        || text.codePoints().anyMatch(Character::isISOControl))) {
            throw ProblemException.unprocessable(
                    member + " is " + MessageText.quote(text) + ", expected 1 to " + LONGEST_NAME + " characters");
        }
        return text;
    }

    private static @Nullable Double length(String member, @Nullable Double number) {
        if (number != null && !(number > 0 && Double.isFinite(number))) {
            throw ProblemException.unprocessable(member + " is " + number + ", expected a number above 0");
        }
        return number;
    }

    private static @Nullable Double finite(String member, @Nullable Double number) {
        if (number != null && !Double.isFinite(number)) {
            throw ProblemException.unprocessable(member + " is " + number + ", expected a number");
        }
        return number;
    }
}
