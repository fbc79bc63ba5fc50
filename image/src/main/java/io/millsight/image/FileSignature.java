package io.millsight.image;

/** First bytes of a file format, one character per byte. {@code ?} matches any byte. */
final class FileSignature {

    private static final char ANY = '?';

    private FileSignature() {}

    static boolean matches(String signature, byte[] start) {
        if (start.length < signature.length()) {
            return false;
        }
        for (int i = 0; i < signature.length(); i++) {
            char expected = signature.charAt(i);
            if (expected != ANY && expected != (start[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
