package io.millsight.steel.format;

import io.millsight.steel.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds the YOLO label of an image: the text file with the same name and at the same depth. The search order is: in the
 * folder {@code labels} instead of {@code images}, beside the image, in a folder whose path differs in one name ({@code
 * Labels} beside {@code Images}, {@code label} beside {@code image}).
 */
final class LabelFinder {

    /** Names of label folders, in any case. */
    static final Set<String> FOLDERS =
            Set.of("labels", "label", "annotations", "annotation", "anns", "txt", "txts", "yolo", "bbox", "bboxes");

    private static final String IMAGES = "images";
    private static final String LABELS = "labels";

    /** Number of a type and at least four further numbers. */
    private static final Pattern LABEL_LINE =
            Pattern.compile("\\s*\\d+(\\.0*)?(\\s+[-+]?[\\d.]+([eE][-+]?\\d+)?){4,}\\s*");

    private final Path root;
    private final Map<String, List<Path>> byStem = new TreeMap<>();

    /** @param files text files that may be labels, see {@link #mayBeLabel} */
    LabelFinder(Path root, List<Path> files) {
        this.root = root;
        files.forEach(file -> byStem.computeIfAbsent(FileNames.stem(file), unused -> new ArrayList<>())
                .add(file));
    }

    /**
     * Returns whether a text file can be a label. Lists of types, splits and readme files are recognised by their place
     * or name.
     */
    static boolean mayBeLabel(Path file) {
        return FileNames.extension(file).equals("txt")
                && !TypeList.isList(file)
                && !FileNames.name(file).toLowerCase(Locale.ROOT).startsWith("readme")
                && !FileNames.name(FileNames.folder(file)).equalsIgnoreCase("main");
    }

    /**
     * Returns whether the first line of a text file looks like a label. Empty files and files that are not regular also
     * count as labels.
     */
    static boolean looksLikeLabel(Path file) {
        if (!Files.isRegularFile(file)) {
            return true;
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            char[] start = new char[512];
            int length = reader.read(start);
            String first = length < 0
                    ? ""
                    : new String(start, 0, length).lines().findFirst().orElse("");
            return first.isBlank() || LABEL_LINE.matcher(first).matches();
        } catch (MalformedInputException e) {
            return false;
        } catch (IOException e) {
            return true; // reading the file reports the reason
        }
    }

    /** Returns whether a file lies in a label folder. */
    boolean isAmongLabels(Path file) {
        for (Path folder : FileNames.folder(root.relativize(file))) {
            if (FOLDERS.contains(folder.toString().toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the label of an image.
     *
     * @throws InputException if two files match equally well; the caller puts the image's name in front of the message
     */
    Optional<Path> find(Path image) {
        List<Path> candidates = byStem.getOrDefault(FileNames.stem(image), List.of());
        Path usual = usualPlace(image);
        List<Path> best = List.of();
        int bestRank = Integer.MAX_VALUE;
        for (Path candidate : candidates) {
            int rank = rank(candidate, image, usual);
            if (rank < bestRank) {
                bestRank = rank;
                best = new ArrayList<>();
            }
            if (rank == bestRank && rank < Integer.MAX_VALUE) {
                best.add(candidate);
            }
        }
        if (best.size() > 1) {
            throw new InputException("both " + root.relativize(best.get(0)) + " and " + root.relativize(best.get(1))
                    + " may be its label; remove one");
        }
        return best.stream().findFirst();
    }

    private int rank(Path candidate, Path image, Path usual) {
        Path folder = root.relativize(FileNames.folder(candidate));
        Path own = root.relativize(FileNames.folder(image));
        if (candidate.equals(usual)) {
            return 0;
        }
        if (folder.equals(own)) {
            return 1;
        }
        int differing = differing(folder, own);
        if (differing < 0) {
            return Integer.MAX_VALUE;
        }
        boolean called = FOLDERS.contains(folder.getName(differing).toString().toLowerCase(Locale.ROOT));
        if (called) {
            return 2;
        }
        return looksLikeLabel(candidate) ? 3 : Integer.MAX_VALUE;
    }

    /** Returns the index of the only name in which two paths of the same depth differ, or -1. */
    private static int differing(Path one, Path other) {
        int place = -1;
        if (one.getNameCount() != other.getNameCount()) {
            return -1;
        }
        for (int i = 0; i < one.getNameCount(); i++) {
            if (!one.getName(i).equals(other.getName(i))) {
                if (place >= 0) {
                    return -1;
                }
                place = i;
            }
        }
        return place;
    }

    /**
     * Returns the path where Ultralytics looks: the last folder of images is replaced by a folder of labels; without
     * such a folder, the path is beside the image.
     */
    Path usualPlace(Path image) {
        Path relative = root.relativize(image);
        int last = -1;
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            if (relative.getName(i).toString().equals(IMAGES)) {
                last = i;
            }
        }
        Path folder = root;
        for (int i = 0; i < relative.getNameCount() - 1; i++) {
            folder = i == last ? folder.resolve(LABELS) : folder.resolve(relative.getName(i));
        }
        return folder.resolve(FileNames.stem(image) + ".txt");
    }
}
