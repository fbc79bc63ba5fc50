package io.millsight.steel.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Corrupts the files of a folder at random: bytes, numbers, words, names and kinds of files. The same seed makes the
 * same changes.
 */
final class FileCorrupter {

    /** Critical tokens for readers: limits of numbers, ends of strings, paths out of the folder, control characters. */
    private static final List<String> TOKENS = List.of(
            "",
            "0",
            "-1",
            "NaN",
            "Infinity",
            "1e999",
            "9e99",
            "-9223372036854775809",
            "18446744073709551616",
            "7".repeat(5000),
            "null",
            "true",
            "[]",
            "{}",
            "\"",
            "'",
            ",",
            ":",
            "<",
            "&x;",
            "<![CDATA[",
            "<!DOCTYPE a>",
            "\0",
            "\n",
            "\r",
            "\t",
            "\u001b[2J",
            "\u202e",
            "\ufeff",
            "..",
            "../../etc/passwd",
            "/dev/zero",
            "C:\\a",
            "a".repeat(300),
            "x".repeat(100_000),
            "[".repeat(3000),
            "\\ud800",
            "&#0;",
            "ä");

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]+");

    private final SplittableRandom random;
    private final List<String> deeds = new ArrayList<>();

    FileCorrupter(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns the changes, for the message of a failed test. */
    List<String> deeds() {
        return List.copyOf(deeds);
    }

    /** Corrupts one to three files of the folder. */
    void corrupt(Path folder) throws IOException {
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            List<Path> files;
            try (Stream<Path> all = Files.walk(folder)) {
                files = all.filter(Files::isRegularFile).sorted().toList();
            }
            if (!files.isEmpty()) {
                Path file = files.get(random.nextInt(files.size()));
                deeds.add(folder.relativize(file).toString());
                if (random.nextInt(5) == 0) {
                    corruptPlace(file, files);
                } else {
                    corruptContent(file);
                }
            }
        }
    }

    private void corruptPlace(Path file, List<Path> files) throws IOException {
        int deed = random.nextInt(6);
        deeds.add("place " + deed);
        switch (deed) {
            case 0 -> Files.delete(file);
            case 1 -> {
                Files.delete(file);
                Files.createDirectory(file);
            }
            case 2 -> {
                Files.delete(file);
                Files.createSymbolicLink(file, file.getFileName()); // a link to itself
            }
            case 3 -> Files.move(file, freeSibling(file, strangeName() + "." + extension(file)));
            case 4 -> Files.copy(file, freeSibling(files.get(random.nextInt(files.size())), "new." + extension(file)));
            default -> Files.createSymbolicLink(freeSibling(file, "loop"), file.getParent());
        }
    }

    /** Returns a name that is difficult for lists and terminals, if the system allows it. */
    private static String strangeName() {
        boolean unicode = System.getProperty("sun.jnu.encoding").startsWith("UTF");
        return "a\nb\u001b" + (unicode ? "\u202e" : "");
    }

    private static Path freeSibling(Path file, String name) {
        Path sibling = file.resolveSibling(name);
        for (int i = 1; Files.exists(sibling, LinkOption.NOFOLLOW_LINKS); i++) {
            sibling = file.resolveSibling(i + name);
        }
        return sibling;
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private void corruptContent(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int deed = random.nextInt(10);
        deeds.add("content " + deed);
        switch (deed) {
            case 0 -> Files.write(file, Arrays.copyOf(bytes, place(bytes)));
            case 1 -> Files.write(file, flipped(bytes));
            case 2 -> Files.write(file, repeated(bytes));
            case 3 -> Files.write(file, random.nextBoolean() ? new byte[0] : bytes("\n\n"));
            case 4 -> Files.write(file, inserted(bytes, bytes(token())));
            case 5 -> Files.write(file, bytes(text(bytes).replace("\n", "\n\n")));
            case 6, 7 -> Files.write(file, bytes(replaced(text(bytes), NUMBER)));
            default -> Files.write(file, bytes(replaced(text(bytes), WORD)));
        }
    }

    private byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        for (int i = 0; i < Math.min(bytes.length, 3); i++) {
            flipped[random.nextInt(flipped.length)] ^= (byte) random.nextInt(1, 256);
        }
        return flipped;
    }

    private byte[] repeated(byte[] bytes) {
        int from = place(bytes);
        int to = Math.min(bytes.length, from + random.nextInt(1, 200));
        return inserted(bytes, Arrays.copyOfRange(bytes, Math.min(from, to), to));
    }

    private byte[] inserted(byte[] bytes, byte[] more) {
        int place = place(bytes);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + more.length);
        System.arraycopy(more, 0, longer, place, more.length);
        System.arraycopy(bytes, place, longer, place + more.length, bytes.length - place);
        return longer;
    }

    /** Replaces one match of the pattern by a token or by another match. */
    private String replaced(String text, Pattern pattern) {
        List<MatchResult> matches = pattern.matcher(text).results().toList();
        if (matches.isEmpty()) {
            return text;
        }
        MatchResult match = matches.get(random.nextInt(matches.size()));
        String other = random.nextBoolean()
                ? token()
                : matches.get(random.nextInt(matches.size())).group();
        return text.substring(0, match.start()) + other + text.substring(match.end());
    }

    private String token() {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    private int place(byte[] bytes) {
        return random.nextInt(bytes.length + 1);
    }

    /** Decodes every byte as one character, so that only the replaced part changes. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        boolean narrow = text.chars().allMatch(character -> character < 256);
        return text.getBytes(narrow ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
}
