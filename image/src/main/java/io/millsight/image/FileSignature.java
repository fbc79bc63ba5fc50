package io.millsight.image;

/** The bytes that files of one format begin with: a character for each, of which {@code ?} stands for any byte. */
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
