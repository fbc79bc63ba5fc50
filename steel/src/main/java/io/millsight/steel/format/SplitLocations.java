package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Finds the folders and image lists that a YOLO configuration states for {@code train}, {@code val} and {@code test},
 * relative to {@code path} or to the dataset folder. A missing location is an error, except for the test split, which
 * exporters state even if they do not write it.
 */
final class SplitLocations {

    private static final String PATH = "path";
    private static final String TEST = "test";

    private final Path root;
    private final Path here;
    private final Path file;
    private final Set<Path> bases;
    private final List<SplitLocation> places = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    SplitLocations(Path root, Path file, JsonNode yaml) {
        this.root = root;
        this.here = root.toAbsolutePath().normalize();
        this.file = file;
        this.bases = bases(yaml.path(PATH));
        for (Map.Entry<String, JsonNode> entry : yaml.properties()) {
            SplitFolders.splitOf(entry.getKey()).ifPresent(split -> read(entry.getKey(), split, entry.getValue()));
        }
    }

    List<SplitLocation> places() {
        return List.copyOf(places);
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Returns the folders that stated locations may be relative to, {@code path} first. */
    private Set<Path> bases(JsonNode path) {
        Set<Path> found = new LinkedHashSet<>();
        String written = path.asString("").strip();
        Optional<Path> base = Optional.empty();
        if (!written.isEmpty()) {
            base = inside(root, written).filter(Files::isDirectory);
            if (base.isEmpty() && !namesRoot(written)) {
                report(
                        Rule.MISSING_SPLIT,
                        PATH,
                        MessageText.quote(written)
                                + " is no folder in the dataset's; the places of splits are looked for in the dataset's folder itself");
            }
        }
        base.ifPresent(found::add);
        found.add(root);
        return found;
    }

    /**
     * Returns whether a stated path ends in the name of the dataset folder. Exporters write the path on their own
     * machine.
     */
    private boolean namesRoot(String written) {
        String path = written.replace('\\', '/').replaceFirst("/+$", "");
        return path.equals(".")
                || path.equals("..")
                || path.substring(path.lastIndexOf('/') + 1).equals(FileNames.name(here));
    }

    private void read(String key, String split, JsonNode value) {
        List<JsonNode> values = value.isArray() ? value.valueStream().toList() : List.of(value);
        for (JsonNode stated : values) {
            if (stated.isNull() || (stated.isString() && stated.asString().isBlank())) {
                continue; // for example "test: # optional"
            }
            if (stated.isContainer()) {
                report(Rule.BROKEN_SPLIT, key, "is neither the name of a folder nor of a list");
            } else {
                add(key, split, stated.asString("").strip());
            }
        }
    }

    private void add(String key, String split, String written) {
        Optional<Path> place = bases.stream()
                .flatMap(base -> inside(base, written).stream())
                .filter(FileNames::exists)
                .findFirst();
        if (place.isEmpty()) {
            report(
                    split.equals(TEST) ? Rule.MISSING_SPLIT : Rule.BROKEN_SPLIT,
                    key,
                    MessageText.quote(written) + " is not there; looked for in "
                            + String.join(
                                    " and ", bases.stream().map(Path::toString).toList()));
            return;
        }
        Path relative = root.relativize(place.get());
        if (Files.isDirectory(place.get())) {
            places.add(new SplitLocation.Folder(split, relative));
            return;
        }
        try {
            ImageList list = ImageList.read(place.get());
            places.add(new SplitLocation.Listed(split, relative, list, list.ids()));
        } catch (InputException e) {
            findings.add(new Finding(Rule.BROKEN_SPLIT, place.get(), String.valueOf(e.getMessage())));
        }
    }

    /**
     * Returns the location inside the dataset folder that a stated path means. Exporters write "../train/images" for
     * the folder beside the file.
     */
    private Optional<Path> inside(Path base, String written) {
        String path = written.replace('\\', '/')
                .replaceFirst("^(\\.{1,2}(/+|$))+", "")
                .replaceFirst("^[A-Za-z]:/", "/");
        try {
            Path stated = Path.of(path);
            Path found = stated.isAbsolute() ? below(stated) : base.resolve(path);
            Path normal = found.toAbsolutePath().normalize();
            return normal.startsWith(here) ? Optional.of(root.resolve(here.relativize(normal))) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Converts an absolute path from the machine on which the configuration was written. */
    private Path below(Path absolute) {
        if (absolute.startsWith(here)) {
            return absolute;
        }
        for (int i = absolute.getNameCount() - 1; i >= 0; i--) {
            if (absolute.getName(i).equals(here.getFileName())) {
                return i == absolute.getNameCount() - 1
                        ? root
                        : root.resolve(absolute.subpath(i + 1, absolute.getNameCount()));
            }
        }
        return absolute;
    }

    private void report(Rule rule, String key, String text) {
        findings.add(new Finding(rule, file, line(key) + "\"" + key + "\": " + text));
    }

    /** Returns the line of a key, which the YAML library does not provide. */
    private String line(String key) {
        Pattern pattern = Pattern.compile("[\"']?" + Pattern.quote(key) + "[\"']?\\s*:.*");
        List<String> lines = TextFile.readLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).matches()) {
                return "line " + (i + 1) + ": ";
            }
        }
        return "";
    }
}
